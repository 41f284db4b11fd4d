package signet.simulator.smtp;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.simulator.exchange.Content;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.MailServerContext;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Policies;
import signet.simulator.exchange.ServerName;
import signet.simulator.exchange.Spool;
import signet.simulator.exchange.Submission;
import signet.simulator.exchange.Texts;

/** What the store says after the final dot. */
final class Acceptance {
    private static final int HEADER_ROOM = 65_536;

    private final MailServerContext context;
    private final ServerName name;
    private final SmtpAuth auth;
    private final long ordinal;

    Acceptance(MailServerContext context, ServerName name, SmtpAuth auth, long ordinal) {
        this.context = context;
        this.name = name;
        this.auth = auth;
        this.ordinal = ordinal;
    }

    /** Takes the message and delivers it, or refuses; the reply. */
    String judge(Spool spool, Submission.Envelope envelope, String session) throws IOException {
        Exchange exchange = context.exchange();
        Content content = spool.finish();
        Optional<String> refusal = refusal(content, envelope.recipients().size());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String id = name.id().toLowerCase(Locale.ROOT);
        Optional<String> mailbox = auth.mailbox().map(Mailbox::address);
        auth.mailbox().ifPresent(m -> m.sending().sent(envelope.recipients().size()));
        exchange.accept(new Submission(id, context.clock().instant(), session, mailbox, envelope, content));
        return Texts.line("smtp.accepted", "id", id, "host", name.inner());
    }

    private Optional<String> refusal(Content content, int recipients) throws IOException {
        Optional<Mailbox> sender = auth.mailbox();
        if (sender.isEmpty()) {
            return Optional.empty();
        }
        Mailbox mailbox = sender.get();
        Policies policies = context.exchange().policies();
        if (policies.smtpConnections() > 0 && mailbox.sending().olderThan(ordinal) >= policies.smtpConnections()) {
            return said("smtp.connections", mailbox);
        }
        if (!auth.connected()) {
            return said("smtp.no-mailbox-permission", mailbox);
        }
        Optional<String> header = header(content, mailbox);
        if (header.isPresent()) {
            return header;
        }
        if (mailbox.full()) {
            return said("smtp.mailbox-full", mailbox);
        }
        return policies.recipientsPerDay() > 0
                        && mailbox.sending().recipientsInLastDay() + recipients > policies.recipientsPerDay()
                ? said("smtp.recipients-per-day", mailbox)
                : Optional.empty();
    }

    /** From: and Sender: are looked at, whatever the envelope says. */
    private Optional<String> header(Content content, Mailbox mailbox) throws IOException {
        Header header = Header.of(content.head(HEADER_ROOM));
        List<String> from = header.addresses("From");
        List<String> sender = header.addresses("Sender");
        if (from.size() > 1 && sender.isEmpty()) {
            return said("smtp.several-from", mailbox);
        }
        return java.util.stream.Stream.concat(from.stream(), sender.stream())
                .filter(address -> !mailbox.maySendAs(address))
                .findFirst()
                .map(address -> Texts.line(
                        "smtp.send-as-header", "mailbox", mailbox.address(), "from", address, "host", name.inner()));
    }

    private Optional<String> said(String key, Mailbox mailbox) {
        return Optional.of(Texts.line(key, "host", name.inner(), "mailbox", mailbox.address()));
    }
}
