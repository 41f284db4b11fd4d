package signet.server.console;

import io.nayuki.qrcodegen.QrCode;

/** A QR code as SVG, dark on light whatever the browser's colours are. */
final class QrDrawing {
    /** Modules of white around it (ISO/IEC 18004 §5.3.8). */
    private static final int QUIET = 4;

    private QrDrawing() {}

    static String svg(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        StringBuilder dark = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    dark.append('M')
                            .append(x + QUIET)
                            .append(',')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        int size = code.size + 2 * QUIET;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size
                + "\" shape-rendering=\"crispEdges\"><rect width=\"" + size + "\" height=\"" + size
                + "\" fill=\"#fff\"/><path d=\"" + dark + "\" fill=\"#000\"/></svg>";
    }
}
