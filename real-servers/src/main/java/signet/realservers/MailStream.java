package signet.realservers;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends mail to {@code signet serve} as fast as it is taken, over SMTP and HTTP, until the server is gone or it is closed. What
 * was acknowledged is added to the given set; a message whose answer was never seen is in nobody's books.
 */
final class MailStream implements Closeable {
    static final String SENDER = "portal@contoso.example";

    private static final int SMTP_CLIENTS = 3;
    /** Numbers of messages, unique over all streams of the process. */
    private static final AtomicLong NEXT = new AtomicLong();

    private final int smtp;
    private final int api;
    private final String token;
    private final Set<String> acknowledged;
    private final SplittableRandom random;
    private final int before;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    MailStream(int smtp, int api, String token, Set<String> acknowledged, SplittableRandom random) {
        this.smtp = smtp;
        this.api = api;
        this.token = token;
        this.acknowledged = acknowledged;
        this.random = random;
        this.before = acknowledged.size();
    }

    void begin() {
        for (int i = 0; i < SMTP_CLIENTS; i++) {
            SplittableRandom own = random.split();
            threads.add(Thread.ofPlatform().daemon().start(() -> untilGone(() -> overSmtp(own))));
        }
        SplittableRandom own = random.split();
        HttpClient http = HttpClient.newHttpClient();
        threads.add(Thread.ofPlatform().daemon().start(() -> untilGone(() -> overHttp(http, own))));
    }

    /** Whether messages of this stream have been acknowledged. */
    boolean flows() {
        return acknowledged.size() - before > 20;
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void untilGone(Work work) {
        try {
            while (!over) {
                work.run();
            }
        } catch (IOException e) {
            over = true; // the server was killed, as it should be
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String message(String id, SplittableRandom own) {
        // some in the row, some in a segment, some in a file of their own
        int size = own.nextInt(100) < 90 ? own.nextInt(200, 8_000) : own.nextInt(100) < 80 ? 120_000 : 1_400_000;
        String line = "x".repeat(70) + "\r\n";
        return "From: " + SENDER + "\r\nTo: " + id + "@elsewhere.example\r\nSubject: " + id + "\r\n\r\n"
                + line.repeat(size / line.length() + 1);
    }

    private void overSmtp(SplittableRandom own) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.loopback(), smtp), 5_000);
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            reply(in);
            say(in, out, "EHLO campaign.example");
            for (int i = own.nextInt(1, 30); i > 0 && !over; i--) {
                String id = "m" + NEXT.incrementAndGet();
                say(in, out, "MAIL FROM:<" + SENDER + ">");
                say(in, out, "RCPT TO:<" + id + "@elsewhere.example>");
                say(in, out, "DATA");
                out.write((message(id, own) + ".\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
                if (reply(in).startsWith("250")) {
                    acknowledged.add(id);
                }
            }
        }
    }

    private static void say(BufferedReader in, OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String reply = reply(in);
        if (!reply.startsWith("2") && !reply.startsWith("354")) {
            throw new IOException(line + " was answered " + reply); // it is shutting down
        }
    }

    private static String reply(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("the connection was closed");
        }
        return line;
    }

    private void overHttp(HttpClient http, SplittableRandom own) throws IOException, InterruptedException {
        String id = "m" + NEXT.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + api + "/v1/messages?account=portal&to=" + id + "@elsewhere.example"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "message/rfc822")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(message(id, own)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 202) {
            acknowledged.add(id);
        } else if (answer.statusCode() != 503) {
            throw new IOException("the API answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(40));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
