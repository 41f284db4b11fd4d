package signet.oauth;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one HTTP/1.1 response (RFC 9112) from a connection that is used for nothing else. */
final class HttpAnswerReader {
    private static final int LONGEST_LINE = 16_384;
    private static final int MOST_LINES = 200;

    private final InputStream in;
    private final int limit;

    HttpAnswerReader(InputStream in, int limit) {
        this.in = new BufferedInputStream(in);
        this.limit = limit;
    }

    TokenTransport.Answer read() throws IOException {
        int status = status(line());
        Map<String, String> headers = headers();
        // RFC 9110 §15.2: interim answers may come first
        for (int interim = 0; status / 100 == 1 && interim < 5; interim++) {
            status = status(line());
            headers = headers();
        }
        return new TokenTransport.Answer(status, headers, new String(body(headers), StandardCharsets.UTF_8));
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int count = 0; count < MOST_LINES; count++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("the answer has more than " + MOST_LINES + " header lines");
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Optional<String> coding = Optional.ofNullable(headers.get("transfer-encoding"));
        Optional<String> length = Optional.ofNullable(headers.get("content-length"));
        if (coding.isPresent()) {
            if (!coding.get().equalsIgnoreCase("chunked")) {
                throw new IOException("the answer has the unknown transfer coding " + PemText.oneLine(coding.get()));
            }
            chunks(body);
        } else if (length.isPresent()) {
            copy(number(length.get(), 10), body);
        } else {
            toTheEnd(body);
        }
        return body.toByteArray();
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            long size = number(line().split(";", 2)[0].strip(), 16);
            if (size == 0) {
                return; // trailers are of no interest, and the connection ends here
            }
            copy(size, body);
            line();
        }
    }

    private void copy(long count, ByteArrayOutputStream body) throws IOException {
        if (count > limit - body.size()) {
            throw new TokenTransport.TooLargeException(limit);
        }
        byte[] octets = in.readNBytes((int) count);
        if (octets.length < count) {
            throw new EOFException("the answer was cut off");
        }
        body.writeBytes(octets);
    }

    private void toTheEnd(ByteArrayOutputStream body) throws IOException {
        byte[] octets = in.readNBytes(limit + 1);
        if (octets.length > limit) {
            throw new TokenTransport.TooLargeException(limit);
        }
        body.writeBytes(octets);
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            long number = Long.parseLong(digits, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IOException("the answer has a length that is no number", notANumber);
        }
        throw new IOException("the answer has a negative length");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the answer was cut off");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the answer has a line of more than " + LONGEST_LINE + " bytes");
            }
            line.append((char) octet);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }
}
