package signet.doctor;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.imap.Folder;
import signet.mail.imap.ImapSession;

/** The folder of sent messages, by its attribute (RFC 6154) or, at Exchange, by the names Outlook gives it. */
final class SentItems {
    private static final Set<String> NAMES = Set.of(
            "sent items",
            "gesendete elemente",
            "éléments envoyés",
            "elementos enviados",
            "posta inviata",
            "itens enviados",
            "verzonden items",
            "elementy wysłane");

    private SentItems() {}

    /** How many messages it holds; empty when there is none by these signs, or the server does not want to say. */
    static OptionalLong count(ImapSession session) throws MailException {
        try {
            return counted(session);
        } catch (MailException e) {
            if (e.fault().kind() == Fault.Kind.REFUSED) {
                return OptionalLong.empty(); // the inbox opened; this is only worth knowing
            }
            throw e;
        }
    }

    private static OptionalLong counted(ImapSession session) throws MailException {
        Optional<Folder> sent = session.list("%").stream()
                .filter(Folder::selectable)
                .filter(folder -> folder.attributes().stream().anyMatch("\\Sent"::equalsIgnoreCase)
                        || NAMES.contains(folder.name().toLowerCase(Locale.ROOT)))
                .findFirst();
        return sent.isPresent()
                ? OptionalLong.of(session.examine(sent.get().name()).exists())
                : OptionalLong.empty();
    }
}
