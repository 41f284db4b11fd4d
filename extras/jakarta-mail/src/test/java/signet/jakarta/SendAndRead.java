package signet.jakarta;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import signet.oauth.TokenSource;

/** The example of docs/jakarta-mail.md: send by SMTP, read by IMAP, with Signet's tokens. */
final class SendAndRead {
    private SendAndRead() {}

    static void send(Properties properties, String mailbox, TokenSource tokens, String subject)
            throws MessagingException {
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(mailbox));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(mailbox));
        message.setSubject(subject);
        message.setText("Sent with Jakarta Mail and a token of Signet's.");
        message.saveChanges();
        try (Transport smtp = session.getTransport("smtp")) {
            new TokenLogin(mailbox, tokens).connect(smtp, session);
            smtp.sendMessage(message, message.getAllRecipients());
        }
    }

    static int count(Properties properties, String protocol, String mailbox, TokenSource tokens)
            throws MessagingException {
        Session session = Session.getInstance(properties);
        try (Store store = session.getStore(protocol)) {
            new TokenLogin(mailbox, tokens).connect(store, session);
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            return inbox.getMessageCount();
        }
    }
}
