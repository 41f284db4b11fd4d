package signet.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import signet.mail.Account;
import signet.mail.Content;
import signet.mail.Disposition;
import signet.mail.Envelope;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.imap.ImapSession;
import signet.mail.imap.Search;
import signet.mail.pop3.Item;
import signet.mail.pop3.Pop3Session;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.SmtpSession;

/** A real message with a mark that no other message has, and the search for it. The message stays where it arrives. */
final class RoundTrip {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(300);
    /** A test's own message is among the newest ones. */
    private static final int NEWEST = 10;

    private final Account account;
    private final DoctorOptions options;
    private final Recorder recorder;
    private final InstantSource clock;
    private final String mark =
            "signet-test-" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);

    RoundTrip(Account account, DoctorOptions options, Recorder recorder, InstantSource clock) {
        this.account = account;
        this.options = options;
        this.recorder = recorder;
        this.clock = clock;
    }

    Disposition send(SmtpSession session, String from, String to) {
        long began = System.nanoTime();
        Disposition disposition = session.send(
                        Envelope.of(from, List.of(to)), Content.of(message(from, to)), BeforeDot.NONE)
                .dispositions()
                .get(0);
        boolean accepted = disposition.kind() == Disposition.Kind.ACCEPTED;
        String words = disposition
                .reply()
                .map(Object::toString)
                .or(() -> disposition.fault().map(fault -> fault.message()))
                .orElse(disposition.kind().name().toLowerCase(Locale.ROOT));
        recorder.put(
                Stage.SEND,
                accepted ? Step.Status.OK : Step.Status.FAILED,
                (accepted ? "accepted for " + to + ": " : "not accepted for " + to + ": ") + words,
                since(began));
        return disposition;
    }

    /** Looks for the message, if it went to this account's own mailbox and there is a protocol to look with. */
    void receive(String to, long deadline) {
        boolean own = to.equalsIgnoreCase(account.address())
                || to.equalsIgnoreCase(account.authentication().username());
        boolean imap = account.endpoint(Protocol.IMAP).isPresent();
        if (!own || !(imap || account.endpoint(Protocol.POP3).isPresent())) {
            recorder.put(
                    Stage.RECEIVE,
                    Step.Status.SKIPPED,
                    (own ? "the account has no IMAP or POP3 to look with" : "it went to another mailbox")
                            + "; its subject holds " + mark,
                    Duration.ZERO);
            return;
        }
        long began = System.nanoTime();
        long end = Math.min(deadline, began + options.arrival().toNanos());
        try {
            boolean found = imap ? byImap(end) : byPop3(end);
            recorder.put(
                    Stage.RECEIVE,
                    found ? Step.Status.OK : Step.Status.WARNING,
                    (found ? "found again by " : "not yet found by ") + (imap ? "IMAP" : "POP3"),
                    since(began));
        } catch (IOException e) {
            recorder.put(
                    Stage.RECEIVE,
                    Step.Status.FAILED,
                    "the mailbox cannot be searched: " + e.getMessage(),
                    since(began));
        }
    }

    private boolean byImap(long end) throws IOException {
        try (ImapSession session = ImapSession.open(account, SessionListener.NONE)) {
            session.examine("INBOX");
            while (session.search(Search.all().subject(mark)).isEmpty()) {
                if (!pause(end)) {
                    return false;
                }
                session.noop();
            }
            return true;
        }
    }

    /** A maildrop is a snapshot (RFC 1939 §8): each look is a session of its own. */
    private boolean byPop3(long end) throws IOException {
        do {
            try (Pop3Session session = Pop3Session.open(account, SessionListener.NONE)) {
                List<Item> items = session.uidl();
                for (Item item : items.subList(Math.max(0, items.size() - NEWEST), items.size())) {
                    ByteArrayOutputStream octets = new ByteArrayOutputStream();
                    if (item.size() < 20_000) {
                        session.retrieve(item.number(), octets);
                    }
                    if (octets.toString(StandardCharsets.ISO_8859_1).contains(mark)) {
                        return true;
                    }
                }
            }
        } while (pause(end));
        return false;
    }

    private static boolean pause(long end) {
        if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(PAUSE);
        return true;
    }

    /** RFC 5322, and RFC 3834 §5 so that nothing answers it by itself. */
    private byte[] message(String from, String to) {
        Instant now = clock.instant();
        String domain = from.substring(from.lastIndexOf('@') + 1);
        return String.join(
                        "\r\n",
                        "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)),
                        "From: <" + from + ">",
                        "To: <" + to + ">",
                        "Subject: Connection test " + mark,
                        "Message-ID: <" + mark + "@" + domain + ">",
                        "Auto-Submitted: auto-generated",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=us-ascii",
                        "",
                        "This message was sent to test the connection of account " + ascii(account.name()) + ".",
                        "It may be deleted.",
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
