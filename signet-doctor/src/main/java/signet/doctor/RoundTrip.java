package signet.doctor;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import signet.mail.Account;
import signet.mail.Content;
import signet.mail.Disposition;
import signet.mail.Envelope;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.SmtpSession;

/** A real message with a mark that no other message has, and the search for it. The message stays where it arrives. */
final class RoundTrip {
    private final Account account;
    private final DoctorOptions options;
    private final Recorder recorder;
    private final InstantSource clock;
    private final TestMessage message = TestMessage.fresh("test");

    RoundTrip(Account account, DoctorOptions options, Recorder recorder, InstantSource clock) {
        this.account = account;
        this.options = options;
        this.recorder = recorder;
        this.clock = clock;
    }

    Disposition send(SmtpSession session, String from, String to) {
        long began = System.nanoTime();
        Disposition disposition = session.send(
                        Envelope.of(from, List.of(to)), Content.of(octets(from, to)), BeforeDot.NONE)
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
                            + "; its subject holds " + message.mark(),
                    Duration.ZERO);
            return;
        }
        long began = System.nanoTime();
        long end = Math.min(deadline, began + options.arrival().toNanos());
        try {
            boolean found = found(imap ? Protocol.IMAP : Protocol.POP3, end);
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

    private boolean found(Protocol protocol, long end) throws IOException {
        Duration patience = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return new MarkSearch(account, protocol)
                .look(new MarkSearch.Order(message.mark(), Set.of(), false), patience)
                .marks()
                .contains(message.mark());
    }

    private byte[] octets(String from, String to) {
        return message.octets(
                from,
                to,
                "Connection test",
                "This message was sent to test the connection of account " + account.name() + ".\nIt may be deleted.",
                clock.instant());
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
