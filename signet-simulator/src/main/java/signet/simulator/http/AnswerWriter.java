package signet.simulator.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes one answer at its pace. A pause ends early when the listener closes. */
final class AnswerWriter {
    // RFC 9110 §5.6.7: two digits for the day, which RFC_1123_DATE_TIME does not give
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(204, "No Content"),
            Map.entry(302, "Found"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    private final OutputStream out;
    private final InstantSource clock;
    private final CountDownLatch closed;

    AnswerWriter(OutputStream out, InstantSource clock, CountDownLatch closed) {
        this.out = out;
        this.clock = clock;
        this.closed = closed;
    }

    /** Whether all that the header promised was written. */
    boolean write(HttpAnswer answer, String method, boolean last) throws IOException, InterruptedException {
        Pace pace = answer.pace();
        if (paused(pace.beforeHead()) || pace.silent()) {
            return false;
        }
        out.write(head(answer, last).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (paused(pace.beforeBody())) {
            return false;
        }
        boolean whole = method.equals("HEAD") || body(answer.body(), pace);
        out.flush();
        return whole;
    }

    private String head(HttpAnswer answer, boolean last) {
        StringBuilder head = new StringBuilder(
                "HTTP/1.1 " + answer.status() + " " + REASONS.getOrDefault(answer.status(), "Status") + "\r\n");
        if (!answer.fields().containsKey("Date")) {
            head.append("Date: ").append(date(clock.instant())).append("\r\n");
        }
        answer.fields()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (answer.status() != 204 && !answer.fields().containsKey("Transfer-Encoding")) {
            long length = answer.body().length + answer.pace().filler();
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append(last ? "Connection: close\r\n\r\n" : "\r\n").toString();
    }

    private boolean body(byte[] body, Pace pace) throws IOException, InterruptedException {
        long most = pace.cutAfter().orElse(Long.MAX_VALUE);
        int length = (int) Math.min(body.length, most);
        if (pace.betweenOctets().isZero()) {
            out.write(body, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                if (paused(pace.betweenOctets())) {
                    return false;
                }
                out.write(body[i]);
                out.flush();
            }
        }
        fill(Math.min(pace.filler(), most - length));
        out.flush();
        return !paused(pace.beforeCut()) && pace.cutAfter().isEmpty();
    }

    private void fill(long octets) throws IOException {
        byte[] blanks = new byte[64 * 1024];
        Arrays.fill(blanks, (byte) ' ');
        for (long left = octets; left > 0; left -= blanks.length) {
            out.write(blanks, 0, (int) Math.min(left, blanks.length));
        }
    }

    /** Pauses; whether the listener was closed meanwhile. */
    private boolean paused(Duration pause) throws InterruptedException {
        return !pause.isZero() && closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    static String date(Instant at) {
        return DATE.format(at);
    }
}
