package signet.server.console;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** What browsers fetch beside the pages. The name has a digest of the content in it, so that it may be kept for ever. */
final class Assets {
    static final String FOLDER = "/console/static/";

    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js";

    private final Map<String, Asset> byPath = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();

    /** @param zipped the octets in gzip */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asset(String type, byte[] octets, byte[] zipped) {}

    Assets() throws IOException {
        add("console.css", "static/console.css", "text/css;charset=utf-8");
        add("console.js", "static/console.js", "text/javascript;charset=utf-8");
        add("htmx.js", HTMX, "text/javascript;charset=utf-8");
        add("signet.svg", "static/signet.svg", "image/svg+xml");
    }

    private void add(String name, String resource, String type) throws IOException {
        byte[] octets;
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("the installation lacks " + resource);
            }
            octets = in.readAllBytes();
        }
        int dot = name.lastIndexOf('.');
        String path = FOLDER + name.substring(0, dot) + "." + digest(octets) + name.substring(dot);
        paths.put(name, path);
        byPath.put(path, new Asset(type, octets, zipped(octets)));
    }

    private static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] zipped(byte[] octets) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(octets);
        }
        return out.toByteArray();
    }

    /** Path by plain name, for templates: {@code assets['console.css']}. */
    Map<String, String> paths() {
        return paths;
    }

    Optional<Asset> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }
}
