package signet.server.listener;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Dsn;
import signet.mail.Envelope;
import signet.mail.ForwardPath;
import signet.server.account.SendingAccount;
import signet.server.mime.StrictAddress;
import signet.server.queue.Intake;
import signet.server.queue.Reception;

/** A mail transaction (RFC 5321 §3.3): from MAIL to the end of the message, or to what undoes it. */
final class Transaction {
    private final SendingAccount account;
    private final Rights rights;
    private final Command.Mail mail;
    private final Map<String, ForwardPath> recipients = new LinkedHashMap<>();
    private Optional<Intake> intake = Optional.empty();
    private Optional<BodyReader> chunks = Optional.empty();

    Transaction(SendingAccount account, Rights rights, Command.Mail mail) {
        this.account = account;
        this.rights = rights;
        this.mail = mail;
    }

    SendingAccount account() {
        return account;
    }

    Rights rights() {
        return rights;
    }

    boolean international() {
        return mail.parameters().international();
    }

    String sender() {
        return mail.from().map(StrictAddress::toString).orElse("");
    }

    /** True when it is new; one named twice gets the message once. */
    boolean add(Command.Recipient recipient) {
        return recipients.putIfAbsent(
                        Reception.key(recipient.to()),
                        new ForwardPath(recipient.to().toString(), recipient.notifyOn(), recipient.originalRecipient()))
                == null;
    }

    boolean knows(Command.Recipient recipient) {
        return recipients.containsKey(Reception.key(recipient.to()));
    }

    int recipients() {
        return recipients.size();
    }

    Envelope envelope() {
        return new Envelope(
                sender(),
                List.copyOf(recipients.values()),
                new Dsn(mail.parameters().ret(), mail.parameters().envelopeId()));
    }

    /** The message, once it has begun. */
    Optional<Intake> intake() {
        return intake;
    }

    void intake(Intake begun) {
        intake = Optional.of(begun);
    }

    /** Who reads a message that comes in chunks. */
    Optional<BodyReader> chunks() {
        return chunks;
    }

    void chunks(BodyReader begun) {
        chunks = Optional.of(begun);
    }
}
