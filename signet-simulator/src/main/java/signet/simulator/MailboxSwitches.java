package signet.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.simulator.exchange.Exchange;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.SmtpAuth;

/** The switches of a mailbox. */
final class MailboxSwitches {
    private MailboxSwitches() {}

    static Switches<Mailbox> table(Exchange exchange, SimulatorClock clock) {
        return new Switches<Mailbox>()
                .with("aliases", m -> sorted(m.aliases()), (m, v) -> v.texts().forEach(m::alias))
                .with("send-as", m -> sorted(m.sendAs()), MailboxSwitches::sendAs)
                .with("permission", m -> openFor(exchange, m), (m, v) -> permission(m, v, clock.instant()))
                .with("licensed", Mailbox::licensed, (m, v) -> m.licensed(v.truth()))
                .with("imap", Mailbox::imapEnabled, (m, v) -> m.imapEnabled(v.truth()))
                .with("pop", Mailbox::popEnabled, (m, v) -> m.popEnabled(v.truth()))
                .with("smtp-auth", m -> label(m.smtpAuth()), (m, v) -> m.smtpAuth(smtpAuth(v)))
                .with("quota", Mailbox::quota, (m, v) -> m.quota(v.size()))
                .with("sent-items-copy", Mailbox::sentItemsCopy, (m, v) -> m.sentItemsCopy(v.truth()))
                .with("password", m -> m.password().isPresent(), (m, v) -> m.password(password(v)))
                .with(
                        "throttled-for",
                        m -> m.throttledUntil().map(Instant::toString).orElse("0s"),
                        (m, v) -> m.throttledUntil(Optional.of(clock.instant().plus(v.duration()))))
                .with(
                        "language",
                        m -> m.folder(FolderRole.SENT).name(),
                        (m, v) -> m.language(Locale.forLanguageTag(v.text())))
                .with(
                        "uid-validity",
                        m -> m.folder(FolderRole.INBOX).uidValidity(),
                        (m, v) -> m.folder(FolderRole.INBOX).uidValidity(v.number()))
                .with(
                        "folders",
                        m -> m.folders().stream().map(f -> f.name()).toList(),
                        (m, v) -> v.texts().forEach(m::create));
    }

    private static List<String> sorted(java.util.Collection<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static void sendAs(Mailbox mailbox, Value value) {
        List.copyOf(mailbox.sendAs()).forEach(mailbox::revokeSendAs);
        value.texts().forEach(mailbox::sendAs);
    }

    /** The registered apps that may open it now. */
    private static List<String> openFor(Exchange exchange, Mailbox mailbox) {
        return sorted(exchange.servicePrincipals().keySet().stream()
                .filter(mailbox::opensFor)
                .toList());
    }

    /**
     * {@code true}: every registered app; {@code false}: none; a list: these client IDs; a map: client IDs with the time
     * from which the right is effective, because in Exchange Online it takes up to an hour.
     */
    private static void permission(Mailbox mailbox, Value value, Instant now) {
        if (value.raw() instanceof Boolean granted) {
            mailbox.permission(granted);
            return;
        }
        mailbox.permission(false);
        if (value.raw() instanceof Map) {
            Fields fields = value.fields();
            fields.names()
                    .forEach(app -> mailbox.grant(app, fields.required(app).time()));
        } else {
            value.texts().forEach(app -> mailbox.grant(app, now));
        }
    }

    private static String label(SmtpAuth setting) {
        return setting.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static SmtpAuth smtpAuth(Value value) {
        for (SmtpAuth setting : SmtpAuth.values()) {
            if (label(setting).equals(value.text())) {
                return setting;
            }
        }
        throw value.wrong("as-tenant, on or off");
    }

    private static Optional<String> password(Value value) {
        return value.raw().equals(false) ? Optional.empty() : Optional.of(value.text());
    }
}
