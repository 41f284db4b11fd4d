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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Clients that send mail to {@code signet serve} as fast as it is taken, over SMTP and HTTP, until the server is gone or the
 * stream is closed. What they are answered goes into the books.
 */
final class MailStream implements Closeable {
    /** What a client does. */
    enum Kind {
        SMTP,
        HTTP,
        /** Messages that fill the database soon, by SMTP. */
        BULK,
        /** One message of which only a part is sent. */
        HALF
    }

    private final int smtp;
    private final int api;
    private final String token;
    private final ClientBooks books;
    private final SplittableRandom random;
    private final int before;
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore halves = new Semaphore(0);
    private final Semaphore dots = new Semaphore(0);
    private final Semaphore answers = new Semaphore(0);
    private volatile boolean over;

    MailStream(int smtp, int api, String token, ClientBooks books, SplittableRandom random) {
        this.smtp = smtp;
        this.api = api;
        this.token = token;
        this.books = books;
        this.random = random;
        this.before = books.acknowledged.size();
    }

    void begin(List<Kind> clients) {
        for (Kind kind : clients) {
            SplittableRandom own = random.split();
            HttpClient http = HttpClient.newHttpClient();
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .start(() -> untilGone(
                            switch (kind) {
                                case SMTP -> () -> overSmtp(own, false);
                                case BULK -> () -> overSmtp(own, true);
                                case HTTP -> () -> overHttp(http, own);
                                case HALF -> () -> half(own);
                            })));
        }
    }

    /** Whether messages of this stream have been acknowledged. */
    boolean flows() {
        return books.acknowledged.size() - before > 20;
    }

    /** Waits for the next of these moments. @return false when it did not come */
    boolean await(KillPoint.Moment moment) {
        Semaphore next = switch (moment) {
            case HALF_SENT -> halves;
            case DOT_SENT -> dots;
            case ANSWER_READ -> answers;
            case ANY, A_WHILE, LOG_GROWN, DATABASE_WRITTEN ->
                throw new IllegalArgumentException("no client knows " + moment);
        };
        boolean half = moment == KillPoint.Moment.HALF_SENT;
        if (!half) {
            next.drainPermits(); // that was earlier
        }
        try {
            return next.tryAcquire(half ? 2 : 1, 5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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

    private static String message(String from, List<String> to, int size) {
        String line = "x".repeat(70) + "\r\n";
        return "From: " + from + "\r\nTo: " + String.join("@elsewhere.example, ", to)
                + "@elsewhere.example\r\nSubject: " + String.join(" ", to) + "\r\n\r\n"
                + line.repeat(size / line.length() + 1);
    }

    /** Some in the row, some in a segment, some in a file of their own. */
    private static int size(SplittableRandom own, boolean bulk) {
        if (bulk) {
            return own.nextInt(20_000, 31_000);
        }
        return own.nextInt(100) < 90 ? own.nextInt(200, 8_000) : own.nextInt(100) < 80 ? 120_000 : 1_400_000;
    }

    private void overSmtp(SplittableRandom own, boolean bulk) throws IOException {
        try (Dialog dialog = new Dialog(smtp)) {
            for (int i = own.nextInt(1, 30); i > 0 && !over; i--) {
                List<String> to = own.nextInt(8) == 0
                        ? List.of(books.recipient(), books.recipient())
                        : List.of(books.recipient());
                String from = bulk ? ClientBooks.SENDER : books.reversePath();
                dialog.begin(from, to);
                String text = message(from, to, size(own, bulk));
                boolean wrong = own.nextInt(40) == 0; // a bare line feed is refused
                dialog.send((wrong ? text + "y\n\r\n" : text) + ".\r\n");
                dots.release();
                String reply = dialog.reply();
                answers.release();
                if (reply.startsWith("250")) {
                    books.acknowledged.addAll(to);
                } else {
                    books.refused.addAll(to);
                }
            }
        }
    }

    /** Then waits until the server is gone. */
    private void half(SplittableRandom own) throws IOException {
        try (Dialog dialog = new Dialog(smtp)) {
            List<String> to = List.of(books.recipient());
            books.refused.addAll(to);
            String from = books.reversePath();
            dialog.begin(from, to);
            String text = message(from, to, own.nextBoolean() ? 3_000 : 3_000_000);
            dialog.send(text.substring(0, text.length() - own.nextInt(1, text.length() / 2)));
            halves.release();
            dialog.reply();
        }
    }

    private void overHttp(HttpClient http, SplittableRandom own) throws IOException, InterruptedException {
        Optional<String> earlier = books.unanswered.keySet().stream().findFirst();
        if (earlier.isPresent()) {
            again(http, earlier.get());
            return;
        }
        String id = books.recipient();
        String text = message(ClientBooks.SENDER, List.of(id), size(own, false));
        boolean wrong = own.nextInt(40) == 0; // no address: refused
        if (!wrong) {
            books.unanswered.put(id, text);
        }
        if (post(http, id, wrong ? "nobody" : id + "@elsewhere.example", text) == 202) {
            books.acknowledged.add(id);
        } else {
            books.refused.add(id);
        }
        books.unanswered.remove(id);
    }

    /** Whether the server has it or not, now it has it once. While it refuses, nothing is known. */
    private void again(HttpClient http, String id) throws IOException, InterruptedException {
        String text = books.unanswered.get(id);
        if (text != null && post(http, id, id + "@elsewhere.example", text) == 202) {
            books.acknowledged.add(id);
            books.unanswered.remove(id);
            books.repeated.incrementAndGet();
        }
    }

    private int post(HttpClient http, String key, String to, String text) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api + "/v1/messages?account=portal&to=" + to))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "message/rfc822")
                .header("Idempotency-Key", key)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
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

    /** A conversation with the listener. */
    static final class Dialog implements Closeable {
        private final Socket socket = new Socket();
        private final BufferedReader in;
        private final OutputStream out;

        Dialog(int port) throws IOException {
            socket.connect(new InetSocketAddress(Ports.loopback(), port), 5_000);
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            out = socket.getOutputStream();
            reply();
            say("EHLO campaign.example");
        }

        /** Up to the 354. */
        void begin(String from, List<String> to) throws IOException {
            say("MAIL FROM:<" + from + ">");
            for (String each : to) {
                say("RCPT TO:<" + each + "@elsewhere.example>");
            }
            say("DATA");
        }

        void say(String line) throws IOException {
            send(line + "\r\n");
            String reply = reply();
            if (!reply.startsWith("2") && !reply.startsWith("354")) {
                throw new IOException(line + " was answered " + reply); // it is shutting down
            }
        }

        void send(String octets) throws IOException {
            out.write(octets.getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        String reply() throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            if (line == null) {
                throw new IOException("the connection was closed");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
