package signet.simulator.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.ServerName;
import signet.simulator.exchange.Spool;
import signet.simulator.exchange.Submission.Envelope;
import signet.simulator.exchange.Submission.Recipient;
import signet.simulator.exchange.Texts;
import signet.simulator.fault.Stage;
import signet.simulator.wire.Dialog;

/** One mail transaction after the other: MAIL, RCPT, DATA or BDAT (RFC 5321 §3.3, RFC 3030). */
final class Transaction {
    private static final Set<String> MAIL_PARAMETERS = Set.of("SIZE", "BODY", "SMTPUTF8", "RET", "ENVID", "AUTH");
    private static final Set<String> RCPT_PARAMETERS = Set.of("NOTIFY", "ORCPT");

    private final Dialog dialog;
    private final ServerName name;
    private final SmtpAuth auth;
    private final Acceptance acceptance;
    private final Exchange exchange;
    private final List<Recipient> recipients = new ArrayList<>();
    private Optional<MailPath> sender = Optional.empty();
    private Optional<Spool> chunks = Optional.empty();
    private boolean closed;

    Transaction(Dialog dialog, ServerName name, SmtpAuth auth, long ordinal) {
        this.dialog = dialog;
        this.name = name;
        this.auth = auth;
        this.exchange = dialog.context().exchange();
        this.acceptance = new Acceptance(dialog.context(), name, auth, ordinal);
    }

    /** Whether MAIL has been accepted. */
    boolean begun() {
        return sender.isPresent();
    }

    /** Whether the last reply ends the session. */
    boolean closed() {
        return closed;
    }

    void reset() throws IOException {
        if (chunks.isPresent()) {
            chunks.get().close();
        }
        chunks = Optional.empty();
        sender = Optional.empty();
        recipients.clear();
    }

    String mail(String argument) {
        if (!auth.in()) {
            return name.withTail(
                    "smtp.not-authenticated", dialog.context().clock().instant());
        }
        if (begun()) {
            return Texts.line("smtp.sender-given");
        }
        Optional<MailPath> parsed = MailPath.parse("FROM:", utf8(argument));
        if (parsed.isEmpty()) {
            return Texts.line("smtp.invalid-address");
        }
        Optional<String> refusal = refusal(parsed.get());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        sender = parsed;
        return Texts.line("smtp.sender-ok");
    }

    private Optional<String> refusal(MailPath from) {
        Policies policies = exchange.policies();
        Map<String, String> parameters = from.parameters();
        String size = parameters.getOrDefault("SIZE", "0");
        if (!MAIL_PARAMETERS.containsAll(parameters.keySet())
                || !size.matches("[0-9]{1,20}")
                || !parameters.getOrDefault("SMTPUTF8", "").isEmpty()
                || !Set.of("7BIT", "8BITMIME", "BINARYMIME")
                        .contains(parameters.getOrDefault("BODY", "7BIT").toUpperCase(Locale.ROOT))) {
            return Optional.of(Texts.line("smtp.invalid-arguments"));
        }
        if (!from.ascii() && !parameters.containsKey("SMTPUTF8")) {
            return Optional.of(Texts.line("smtp.utf8-needed"));
        }
        if (new java.math.BigInteger(size).compareTo(java.math.BigInteger.valueOf(policies.messageSize())) > 0) {
            return Optional.of(Texts.line("smtp.too-large"));
        }
        Optional<Mailbox> mailbox = auth.mailbox();
        if (mailbox.isPresent()
                && policies.messagesPerMinute() > 0
                && mailbox.get().sending().lastMinute() >= policies.messagesPerMinute()) {
            closed = true;
            return Optional.of(Texts.line("smtp.rate"));
        }
        boolean allowed =
                from.address().isEmpty() || mailbox.isEmpty() || mailbox.get().maySendAs(from.address());
        return allowed ? Optional.empty() : Optional.of(Texts.line("smtp.send-as-envelope"));
    }

    String rcpt(String argument) {
        if (!begun()) {
            return Texts.line("smtp.need-mail");
        }
        Optional<MailPath> to = MailPath.parse("TO:", utf8(argument));
        if (to.isEmpty() || to.get().address().isEmpty()) {
            return Texts.line("smtp.invalid-recipient");
        }
        if (!RCPT_PARAMETERS.containsAll(to.get().parameters().keySet())) {
            return Texts.line("smtp.invalid-arguments");
        }
        if (!to.get().ascii() && !sender.orElseThrow().parameters().containsKey("SMTPUTF8")) {
            return Texts.line("smtp.utf8-needed");
        }
        if (recipients.size() >= exchange.policies().recipientsPerMessage()) {
            return Texts.line("smtp.recipients-per-message");
        }
        recipients.add(new Recipient(to.get().address(), to.get().parameters()));
        return Texts.line("smtp.recipient-ok");
    }

    void data(String argument) throws IOException {
        Optional<String> wrong = wrongSequence();
        if (wrong.isEmpty() && (chunks.isPresent() || bodyIsBinary())) {
            wrong = Optional.of(Texts.line("smtp.bad-sequence")); // RFC 3030 §2: not both, no BINARYMIME by DATA
        }
        if (wrong.isEmpty() && !argument.isEmpty()) {
            wrong = Optional.of(Texts.line("smtp.invalid-arguments"));
        }
        if (wrong.isPresent()) {
            dialog.send(wrong.get());
            return;
        }
        dialog.send(Texts.line("smtp.start-input"));
        dialog.settle();
        try (Spool spool = exchange.spool()) {
            DataReader reader =
                    new DataReader(dialog, spool, exchange.policies().messageSize());
            reader.read();
            boolean refused = reader.bareLineEnds() && !exchange.policies().bareLineEndsAccepted();
            conclude(spool, refused ? Optional.of("smtp.bare-line-feeds") : reader.tooLarge());
        }
    }

    void bdat(String argument) throws IOException {
        String[] words = argument.split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (!words[0].matches("[0-9]{1,10}") || words.length > 2 || (words.length == 2 && !last)) {
            dialog.send(Texts.line("smtp.invalid-arguments"));
            closed = true; // where the next command begins cannot be known
            return;
        }
        long size = Long.parseLong(words[0]);
        Optional<String> wrong = wrongSequence();
        if (wrong.isPresent()) {
            dialog.skip(size); // RFC 3030 §2: the octets come all the same
            dialog.send(wrong.get());
            return;
        }
        Spool spool = chunks.orElseGet(exchange::spool);
        chunks = Optional.of(spool);
        DataReader reader = new DataReader(dialog, spool, exchange.policies().messageSize());
        reader.read(size);
        if (last) {
            conclude(spool, reader.tooLarge());
        } else {
            dialog.send(Texts.line("smtp.chunk", "octets", Long.toString(size)));
        }
    }

    private void conclude(Spool spool, Optional<String> refusal) throws IOException {
        if (!dialog.refuses(Stage.DOT, "")) {
            Envelope envelope =
                    new Envelope(sender.orElseThrow().address(), sender.get().parameters(), List.copyOf(recipients));
            dialog.send(
                    refusal.isPresent()
                            ? Texts.line(refusal.get())
                            : acceptance.judge(spool, envelope, dialog.session()));
        }
        reset();
    }

    private Optional<String> wrongSequence() {
        if (!begun()) {
            return Optional.of(Texts.line("smtp.need-mail"));
        }
        return recipients.isEmpty() ? Optional.of(Texts.line("smtp.need-recipient")) : Optional.empty();
    }

    private boolean bodyIsBinary() {
        return sender.orElseThrow().parameters().getOrDefault("BODY", "").equalsIgnoreCase("BINARYMIME");
    }

    /** Addresses may be UTF-8 (RFC 6531); what is none stays as it is and is refused as an address. */
    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
