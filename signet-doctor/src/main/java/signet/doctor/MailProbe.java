package signet.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Disposition;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.Stage;
import signet.mail.Timeouts;
import signet.mail.imap.ImapSession;
import signet.mail.imap.Selected;
import signet.mail.pop3.Pop3Session;
import signet.mail.pop3.Stat;
import signet.mail.smtp.SmtpSession;

/** Opens the mail host through the connector that delivery uses, and its mailbox; sends a message only when asked to. */
final class MailProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final Subject subject;
    private final Protocol protocol;
    private final DoctorOptions options;
    private final InstantSource clock;
    private final long deadline;
    private final Recorder recorder;
    private List<Reply> refusals = List.of();
    private Optional<Disposition> sent = Optional.empty();
    private MailboxView view = MailboxView.NONE;

    /**
     * @param deadline by {@link System#nanoTime()}: after it no further step begins
     */
    MailProbe(
            Subject subject,
            Protocol protocol,
            DoctorOptions options,
            InstantSource clock,
            long deadline,
            Progress progress) {
        this.subject = subject;
        this.protocol = protocol;
        this.options = options;
        this.clock = clock;
        this.deadline = deadline;
        this.recorder = new Recorder(protocol, progress);
    }

    Evidence look(LoginHost login) {
        Optional<Fault> fault = Optional.empty();
        if (subject.account(protocol).isPresent() && !late()) {
            try {
                Account account = withShortTimeouts(subject.account(protocol).get());
                open(account);
                negative(account);
            } catch (MailException e) {
                fault = Optional.of(e.fault());
                stopped(e.fault());
            }
        }
        return new Evidence(
                subject,
                protocol,
                login,
                recorder.steps(),
                recorder.facts(),
                fault,
                refusals,
                sent,
                view,
                Beside.NOTHING,
                clock.instant());
    }

    /** Only beside a mailbox that opens does one that stays closed mean anything. */
    private void negative(Account account) {
        if (options.negative().isPresent() && refusals.isEmpty() && !late()) {
            view = view.with(
                    NegativeProbe.look(account, protocol, options.negative().get()));
        }
    }

    private void open(Account account) throws MailException {
        switch (protocol) {
            case SMTP -> smtp(account);
            case IMAP -> imap(account);
            case POP3 -> pop3(account);
        }
    }

    /** A fault after the login is the mailbox's, wherever the session thinks it stands. */
    private void stopped(Fault fault) {
        Step authenticate = recorder.steps().get(Stage.AUTHENTICATE);
        boolean loggedIn = authenticate != null && authenticate.status() == Step.Status.OK;
        if (fault.kind() == Fault.Kind.TOKEN) {
            recorder.put(Stage.AUTHENTICATE, Step.Status.SKIPPED, "there is no token to log in with", Duration.ZERO);
            return;
        }
        Stage stage = loggedIn && fault.stage().compareTo(Stage.MAILBOX) < 0 ? Stage.MAILBOX : fault.stage();
        Step step = recorder.steps().get(stage);
        if (step == null || step.status() != Step.Status.FAILED) {
            recorder.put(stage, Step.Status.FAILED, fault.message(), Duration.ZERO);
        }
    }

    private void smtp(Account account) throws MailException {
        try (SmtpSession session = SmtpSession.open(account, recorder)) {
            String from = subject.draft().address();
            List<Reply> replies = session.probe(from, options.sendTo().orElse(from));
            refusals = replies.stream()
                    .filter(reply -> !reply.status().startsWith("2"))
                    .toList();
            if (!refusals.isEmpty()) {
                boolean sender = refusals.get(0).command().startsWith("MAIL");
                if (!sender && options.sendTo().isPresent()) {
                    notSent(options.sendTo().get(), refusals.get(0));
                    return;
                }
                recorder.put(
                        Stage.MAILBOX,
                        sender ? Step.Status.FAILED : Step.Status.WARNING,
                        (sender ? from : "the recipient") + " is refused: " + refusals.get(0),
                        Duration.ZERO);
            }
            if (options.sendTo().isPresent() && refusals.isEmpty() && !late()) {
                RoundTrip trip = new RoundTrip(account, options, recorder, clock);
                sent = Optional.of(trip.send(session, from, options.sendTo().get()));
                if (sent.get().kind() == Disposition.Kind.ACCEPTED) {
                    trip.receive(options.sendTo().get(), deadline);
                }
            }
        }
    }

    /** Asked to send there and nowhere else, the test has failed: the refusal is the result of sending. */
    private void notSent(String recipient, Reply refusal) {
        refusals = List.of();
        sent = Optional.of(new Disposition(
                recipient, Disposition.Kind.REFUSED, Disposition.Step.RCPT, Optional.of(refusal), Optional.empty()));
        recorder.put(Stage.SEND, Step.Status.FAILED, "not accepted for " + recipient + ": " + refusal, Duration.ZERO);
    }

    private void imap(Account account) throws MailException {
        try (ImapSession session = ImapSession.open(account, recorder)) {
            long began = System.nanoTime();
            if (session.offers("NAMESPACE")) {
                session.namespace(); // Exchange Online: here "authenticated but not connected" shows first
            }
            Selected inbox = session.select("INBOX");
            view = new MailboxView(SentItems.count(session), Optional.empty());
            // last, because the session's own word is now of the folder of sent messages
            mailbox("INBOX with " + inbox.exists() + " messages, UIDVALIDITY " + inbox.uidValidity(), began);
        }
    }

    private void pop3(Account account) throws MailException {
        try (Pop3Session session = Pop3Session.open(account, recorder)) {
            long began = System.nanoTime();
            Stat stat = session.stat();
            mailbox("maildrop with " + stat.messages() + " messages, " + stat.octets() + " octets", began);
        }
    }

    private void mailbox(String detail, long began) {
        recorder.steps().remove(Stage.MAILBOX); // the session's own word is of the last SELECT or EXAMINE alone
        recorder.put(Stage.MAILBOX, Step.Status.OK, detail, Duration.ofNanos(System.nanoTime() - began));
    }

    private boolean late() {
        return System.nanoTime() - deadline > 0;
    }

    /** Somebody waits for the result: what would be patience in delivery would be a hanging test. */
    static Account withShortTimeouts(Account account) {
        return new Account(
                account.name(),
                account.address(),
                account.authentication(),
                account.endpoints(),
                withShortTimeouts(account.network()));
    }

    static Network withShortTimeouts(Network network) {
        Timeouts timeouts = network.timeouts();
        Timeouts shorter = new Timeouts(
                least(timeouts.connect(), CONNECT),
                least(timeouts.reply(), PATIENCE),
                least(timeouts.write(), PATIENCE),
                least(timeouts.dot(), PATIENCE));
        return new Network(
                network.trust(), network.proxy(), shorter, network.localName(), network.dialer(), network.clock());
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
