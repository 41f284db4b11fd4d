package signet.simulator;

import java.util.List;
import java.util.Locale;

/** What the simulator listens with. */
public enum Service {
    /** HTTPS, the login host. */
    TOKEN,
    /** The login host over plain HTTP, when switched on. */
    INSECURE_TOKEN,
    /** HTTP, the control API. */
    CONTROL,
    /** SMTP with STARTTLS. */
    SMTP,
    /** SMTP with TLS from the start. */
    SMTPS,
    /** IMAP with STARTTLS. */
    IMAP,
    /** IMAP with TLS from the start. */
    IMAPS,
    /** POP3 with STLS. */
    POP3,
    /** POP3 with TLS from the start. */
    POP3S;

    static final List<Service> MAIL = List.of(SMTP, SMTPS, IMAP, IMAPS, POP3, POP3S);

    /** The name in scenario files: lower case, with a hyphen. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
