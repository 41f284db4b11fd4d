package signet.simulator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one request (RFC 9112) within limits. */
final class RequestReader {
    private static final int LINE = 16 * 1024;
    private static final int FIELDS = 100;
    private static final int BODY = 160 * 1024 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final InetAddress remote;
    private final String session;

    RequestReader(InputStream in, OutputStream out, InetAddress remote, String session) {
        this.in = in;
        this.out = out;
        this.remote = remote;
        this.session = session;
    }

    /** The next request, or nothing when the client closed between two requests. */
    Optional<HttpRequest> read() throws IOException {
        Optional<String> first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = first.get().split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.") || !parts[1].startsWith("/")) {
            throw new IOException("not an HTTP/1.1 request line");
        }
        Map<String, String> fields = fields();
        if ("100-continue".equalsIgnoreCase(fields.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return Optional.of(new HttpRequest(session, remote, parts[0], parts[1], fields, body(fields)));
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        String line = requiredLine();
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 1 || fields.size() == FIELDS) {
                throw new IOException("a header field without a name, or more than " + FIELDS + " of them");
            }
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = requiredLine();
        }
        return fields;
    }

    private byte[] body(Map<String, String> fields) throws IOException {
        if ("chunked".equalsIgnoreCase(fields.get("transfer-encoding"))) {
            return chunks();
        }
        int length = length(fields.getOrDefault("content-length", "0"), 10);
        return exactly(length);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int size = chunkSize();
        while (size > 0) {
            if (whole.size() + size > BODY) {
                throw new IOException("request body above " + BODY + " octets");
            }
            whole.write(exactly(size));
            requiredLine();
            size = chunkSize();
        }
        fields(); // trailer section, RFC 9112 §7.1.2
        return whole.toByteArray();
    }

    private int chunkSize() throws IOException {
        String line = requiredLine();
        int extension = line.indexOf(';');
        return length((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    private static int length(String digits, int radix) throws IOException {
        try {
            int length = Integer.parseInt(digits, radix);
            if (length < 0 || length > BODY) {
                throw new IOException("request body of " + digits + " octets; at most " + BODY);
            }
            return length;
        } catch (NumberFormatException e) {
            throw new IOException("not a length: " + digits, e);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new IOException("the client closed after " + octets.length + " of " + length + " octets");
        }
        return octets;
    }

    private String requiredLine() throws IOException {
        return line().orElseThrow(() -> new IOException("the client closed within a request"));
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int octet = in.read();
        if (octet < 0) {
            return Optional.empty();
        }
        while (octet != '\n') {
            if (octet < 0 || line.size() == LINE) {
                throw new IOException("a line cut off, or above " + LINE + " octets");
            }
            if (octet != '\r') {
                line.write(octet);
            }
            octet = in.read();
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1));
    }
}
