package signet.doctor;

import java.util.Locale;
import java.util.Optional;

/**
 * One change at Microsoft that mends what was found. Each looks first whether it is needed, so to try one too many changes
 * nothing.
 *
 * @param kind   what is changed
 * @param target for whom
 * @param on     the mailbox, address, permission or certificate (base64 of its DER form) it is about; empty where the
 *               application itself is
 * @param more   the mailbox that sends, for {@link Kind#SEND_AS}; else empty
 */
public record Remedy(Kind kind, Target target, String on, String more) {
    /**
     * The application and its tenant, as far as they are known.
     *
     * @param tenant GUID or domain
     * @param object the enterprise application's object ID: the token's {@code oid}
     */
    public record Target(String tenant, String client, Optional<String> object) {}

    /** What is changed. */
    public enum Kind {
        /** The enterprise application is made. */
        ENTERPRISE_APPLICATION("Cloud Application Administrator"),
        /** Sign-in of the enterprise application is switched on. */
        ENABLE("Cloud Application Administrator"),
        /** The certificate is uploaded. */
        CERTIFICATE("Cloud Application Administrator"),
        /** An application permission of Exchange Online is granted. */
        CONSENT("Privileged Role Administrator"),
        /** Exchange learns the application, with the right object ID. */
        REGISTRATION("Exchange Administrator"),
        FULL_ACCESS("Exchange Administrator"),
        SMTP_AUTH("Exchange Administrator"),
        IMAP("Exchange Administrator"),
        POP("Exchange Administrator"),
        SEND_AS("Exchange Administrator"),
        /** No copy of what is sent by SMTP is kept. */
        NO_SENT_COPY("Exchange Administrator"),
        /** A High Volume Email account lets the application in. */
        HIGH_VOLUME("Exchange Administrator"),
        /** The application loses FullAccess to a mailbox that it should not open. */
        NO_ACCESS("Exchange Administrator");

        private final String role;

        Kind(String role) {
            this.role = role;
        }

        /** The least built-in administrator's role that may do it. */
        public String role() {
            return role;
        }

        /** The name of its part of the script. */
        String section() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it is done in Entra ID, else in Exchange Online. */
        boolean entra() {
            return switch (this) {
                case ENTERPRISE_APPLICATION, ENABLE, CERTIFICATE, CONSENT -> true;
                case REGISTRATION, FULL_ACCESS, SMTP_AUTH, IMAP, POP, SEND_AS, NO_SENT_COPY, HIGH_VOLUME, NO_ACCESS ->
                    false;
            };
        }
    }
}
