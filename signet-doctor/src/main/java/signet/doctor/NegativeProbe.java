package signet.doctor;

import java.util.List;
import signet.doctor.MailboxView.Negative;
import signet.doctor.MailboxView.Outcome;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.imap.ImapSession;
import signet.mail.pop3.Pop3Session;
import signet.mail.smtp.SmtpSession;

/**
 * Tries to open a mailbox that the application should not be able to open, with the application's own token. Nothing is read
 * or changed there: IMAP EXAMINE, POP3 STAT, SMTP up to RSET.
 */
final class NegativeProbe {
    private final Account account;
    private final Protocol protocol;
    private final String address;

    private NegativeProbe(Account account, Protocol protocol, String address) {
        this.account = account;
        this.protocol = protocol;
        this.address = address;
    }

    static Negative look(Account own, Protocol protocol, String address) {
        if (!(own.authentication() instanceof Authentication.Bearer bearer)) {
            return new Negative(address, Outcome.UNCLEAR, "a password opens its own mailbox only");
        }
        Account other = new Account(
                own.name(),
                address,
                new Authentication.Bearer(address, bearer.tokens()),
                own.endpoints(),
                own.network());
        try {
            return new NegativeProbe(other, protocol, address).open();
        } catch (MailException e) {
            boolean refused = e.fault().kind() == Fault.Kind.REFUSED;
            return new Negative(address, refused ? Outcome.CLOSED : Outcome.UNCLEAR, words(e.fault()));
        }
    }

    private Negative open() throws MailException {
        return switch (protocol) {
            case IMAP -> imap();
            case POP3 -> pop3();
            case SMTP -> smtp();
        };
    }

    private Negative imap() throws MailException {
        try (ImapSession session = ImapSession.open(account, SessionListener.NONE)) {
            return opened("INBOX with " + session.examine("INBOX").exists() + " messages");
        }
    }

    private Negative pop3() throws MailException {
        try (Pop3Session session = Pop3Session.open(account, SessionListener.NONE)) {
            return opened("maildrop with " + session.stat().messages() + " messages");
        }
    }

    /** Exchange's SMTP lets in first and looks at the mailbox only after DATA, which would be a message sent. */
    private Negative smtp() throws MailException {
        try (SmtpSession session = SmtpSession.open(account, SessionListener.NONE)) {
            List<Reply> replies = session.probe(address, address);
            boolean refused = replies.stream().anyMatch(reply -> !reply.status().startsWith("2"));
            return refused
                    ? new Negative(
                            address,
                            Outcome.CLOSED,
                            replies.get(replies.size() - 1).toString())
                    : new Negative(
                            address,
                            Outcome.UNCLEAR,
                            "SMTP let the application in as this mailbox, and shows only with a message whether it may"
                                    + " send; test with --protocol imap");
        }
    }

    private Negative opened(String what) {
        return new Negative(address, Outcome.OPENED, what);
    }

    private static String words(Fault fault) {
        return fault.reply().map(Reply::toString).orElse(fault.message());
    }
}
