package signet.simulator.exchange;

import java.util.Locale;
import java.util.Optional;
import signet.simulator.TokenValidator;
import signet.simulator.TokenValidator.Verdict;
import signet.simulator.fault.Protocol;

/** Decides about logins, in the order of the real checks. */
public final class Gate {
    private static final String AUDIENCE = "https://outlook.office365.com";

    private final Exchange exchange;
    private final TokenValidator tokens;

    public Gate(Exchange exchange, TokenValidator tokens) {
        this.exchange = exchange;
        this.tokens = tokens;
    }

    /** How a login ends. */
    public enum Outcome {
        GRANTED,
        /** The anonymous refusal. */
        REFUSED,
        /** AUTH succeeds; the mailbox cannot be opened, which shows later. */
        NOT_CONNECTED,
        SMTP_OFF_FOR_TENANT,
        SMTP_OFF_FOR_MAILBOX,
        PASSWORDS_OFF,
        PASSWORD_WRONG
    }

    /**
     * A decision.
     *
     * @param reason for the journal, never for the client
     * @param mailbox when the name is known
     * @param token what the token said; absent for passwords
     */
    public record Admission(Outcome outcome, String reason, Optional<Mailbox> mailbox, Optional<Verdict> token) {
        public boolean in() {
            return outcome == Outcome.GRANTED || outcome == Outcome.NOT_CONNECTED;
        }
    }

    /** Judges a bearer token for a mailbox. */
    public Admission byToken(Protocol protocol, String user, String bearer) {
        Verdict verdict = tokens.check(bearer);
        Optional<Mailbox> mailbox = exchange.mailbox(user);
        Optional<String> refusal = refusal(protocol, user, mailbox, verdict);
        if (refusal.isPresent()) {
            return new Admission(Outcome.REFUSED, refusal.get(), mailbox, Optional.of(verdict));
        }
        Mailbox box = mailbox.orElseThrow();
        Admission switches = switches(protocol, box, Optional.of(verdict));
        if (switches.outcome() != Outcome.GRANTED || exchange.policies().profile() != Profile.EXCHANGE) {
            return switches;
        }
        return notConnected(protocol, user, box, verdict)
                .map(reason -> new Admission(
                        // POP3 opens the mailbox while it authenticates: there the refusal is immediate
                        protocol == Protocol.POP3 ? Outcome.REFUSED : Outcome.NOT_CONNECTED,
                        reason,
                        mailbox,
                        Optional.of(verdict)))
                .orElse(switches);
    }

    /** Judges a password. */
    public Admission byPassword(Protocol protocol, String user, String password) {
        Optional<Mailbox> mailbox = exchange.mailbox(user);
        Optional<String> right = mailbox.flatMap(Mailbox::password);
        if (right.isEmpty()) {
            Outcome outcome =
                    exchange.policies().profile() == Profile.EXCHANGE ? Outcome.PASSWORDS_OFF : Outcome.PASSWORD_WRONG;
            return new Admission(outcome, "no password is set for " + user, mailbox, Optional.empty());
        }
        if (!right.get().equals(password)) {
            return new Admission(Outcome.PASSWORD_WRONG, "wrong password for " + user, mailbox, Optional.empty());
        }
        return switches(protocol, mailbox.orElseThrow(), Optional.empty());
    }

    private Optional<String> refusal(Protocol protocol, String user, Optional<Mailbox> mailbox, Verdict token) {
        if (!token.accepted()) {
            return Optional.of("token: " + token.reason());
        }
        if (mailbox.isEmpty()) {
            return Optional.of("mailbox " + user + " does not exist");
        }
        if (exchange.policies().profile() != Profile.EXCHANGE) {
            return Optional.empty();
        }
        if (!token.audience().equals(AUDIENCE)) {
            return Optional.of("aud is " + token.audience() + ", not " + AUDIENCE);
        }
        if (!token.tenantId().equalsIgnoreCase(exchange.tenantId())) {
            return Optional.of("tid is " + token.tenantId() + ", not " + exchange.tenantId());
        }
        if (!token.roles().contains(role(protocol)) && !byAssignment(protocol, mailbox.get(), token)) {
            return Optional.of("roles " + token.roles() + " lack " + role(protocol));
        }
        return unregistered(token);
    }

    /** RBAC for Applications has a role for SMTP alone. */
    private boolean byAssignment(Protocol protocol, Mailbox mailbox, Verdict token) {
        return protocol == Protocol.SMTP && exchange.inScope(token.appId(), mailbox);
    }

    private Optional<String> unregistered(Verdict token) {
        String appId = token.appId().toLowerCase(Locale.ROOT);
        String registered = exchange.servicePrincipals().get(appId);
        if (registered == null) {
            return Optional.of("service principal of " + appId + " is not registered in Exchange");
        }
        return registered.equalsIgnoreCase(token.objectId())
                ? Optional.empty()
                : Optional.of("service principal of " + appId + " is registered with object id " + registered
                        + ", the enterprise application has " + token.objectId());
    }

    private Optional<String> notConnected(Protocol protocol, String user, Mailbox mailbox, Verdict token) {
        if (!mailbox.licensed()) {
            return Optional.of("mailbox " + mailbox.address() + " has no licence");
        }
        if (!token.roles().contains(role(protocol)) && byAssignment(protocol, mailbox, token)) {
            return Optional.empty(); // the assignment stands for the mailbox permission too
        }
        if (!mailbox.opensFor(token.appId())) {
            return Optional.of("application " + token.appId() + " has no FullAccess to " + mailbox.address());
        }
        // an alias gets through SMTP; IMAP and POP3 want the primary address
        return protocol != Protocol.SMTP && !mailbox.address().equalsIgnoreCase(user)
                ? Optional.of(user + " is an alias of " + mailbox.address())
                : Optional.empty();
    }

    private Admission switches(Protocol protocol, Mailbox mailbox, Optional<Verdict> token) {
        Outcome outcome = switch (protocol) {
            case SMTP -> smtp(mailbox);
            case IMAP -> mailbox.imapEnabled() ? Outcome.GRANTED : Outcome.NOT_CONNECTED;
            case POP3 -> mailbox.popEnabled() ? Outcome.GRANTED : Outcome.REFUSED;
            case TOKEN -> Outcome.REFUSED;
        };
        String reason = outcome == Outcome.GRANTED ? "" : protocol.label() + " is off for " + mailbox.address();
        return new Admission(outcome, reason, Optional.of(mailbox), token);
    }

    private Outcome smtp(Mailbox mailbox) {
        return switch (mailbox.smtpAuth()) {
            case ON -> Outcome.GRANTED;
            case OFF -> Outcome.SMTP_OFF_FOR_MAILBOX;
            case AS_TENANT -> exchange.smtpAuthDisabled() ? Outcome.SMTP_OFF_FOR_TENANT : Outcome.GRANTED;
        };
    }

    private static String role(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> "SMTP.SendAsApp";
            case IMAP -> "IMAP.AccessAsApp";
            case POP3 -> "POP.AccessAsApp";
            case TOKEN -> "";
        };
    }
}
