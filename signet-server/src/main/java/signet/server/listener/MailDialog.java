package signet.server.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import signet.mail.Envelope;
import signet.server.account.SendingAccount;
import signet.server.mime.StrictAddress;
import signet.server.queue.Acceptance;
import signet.server.queue.Intake;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Offer;
import signet.server.queue.Submission.Origin;

/** MAIL, RCPT, DATA and BDAT of one session. Not for several threads. */
final class MailDialog implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");
    private static final Answer SENDER_OK = Answer.good(250, "2.1.0", "sender taken");
    private static final Answer RECIPIENT_OK = Answer.good(250, "2.1.5", "recipient taken");
    private static final Answer GO_AHEAD = Answer.good(354, "", "end with CRLF dot CRLF");

    private final ClientWire wire;
    private final Connection connection;
    private final Service service;
    private final Peer peer;
    private final MessageReader reading;
    private Optional<Transaction> transaction = Optional.empty();

    MailDialog(ClientWire wire, Connection connection, Service service, Peer peer) {
        this.wire = wire;
        this.connection = connection;
        this.service = service;
        this.peer = peer;
        this.reading = new MessageReader(wire, connection, service);
    }

    /** Whether MAIL was said and the message is not over. */
    boolean begun() {
        return transaction.isPresent();
    }

    Answer mail(Command.Mail mail, Rights rights) {
        if (begun()) {
            return sequence("a message is begun already; RSET gives it up");
        }
        String sender = mail.from().map(StrictAddress::toString).orElse("");
        Optional<SendingAccount> account = rights.account(service.accounts().current(), sender);
        if (account.isEmpty()) {
            return Answer.bad(
                    451,
                    "4.7.0",
                    Reason.NO_SUCH_ACCOUNT.word(),
                    "none of the accounts " + rights.accounts() + " is usable");
        }
        try {
            service.reception()
                    .ready(
                            account.get(),
                            rights.senders(),
                            sender,
                            mail.parameters().size());
        } catch (NotAcceptedException e) {
            return refusal(e);
        }
        transaction = Optional.of(new Transaction(account.get(), rights, mail));
        service.reception().expecting(1);
        return SENDER_OK;
    }

    Answer recipient(Command.Recipient recipient) {
        if (transaction.isEmpty()) {
            return sequence("say MAIL first");
        }
        Transaction current = transaction.get();
        if (current.chunks().isPresent()) {
            return sequence("the message has begun; no more recipients");
        }
        if (recipient.to().international() && !current.international()) {
            return Answer.bad(
                    553, "5.6.7", "syntax", "the address has characters beyond ASCII and MAIL did not say SMTPUTF8");
        }
        int limit = service.reception().limits().recipients();
        if (current.recipients() >= limit && !current.knows(recipient)) {
            return Answer.bad(
                    452,
                    "4.5.3",
                    Reason.TOO_MANY_RECIPIENTS.word(),
                    "the limit is " + limit
                            + " recipients (limits.recipients in signet.yaml); send the others separately");
        }
        current.add(recipient);
        return RECIPIENT_OK;
    }

    /** Ends the transaction without a message. */
    void reset() {
        Optional<Transaction> over = transaction;
        transaction = Optional.empty();
        if (over.isPresent()) {
            service.reception().expecting(-1);
            over.get().chunks().ifPresent(chunks -> close(chunks.intake()));
        }
    }

    @Override
    public void close() {
        reset();
    }

    private void close(Intake intake) {
        try {
            intake.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a spooled message could not be removed: {0}", e.getMessage());
        }
    }

    /** @param hello how the client called itself, and by which word of RFC 3848 it speaks */
    Answer data(Hello hello) throws IOException {
        if (wire.hasInput()) {
            // RFC 2920 §3.1: DATA is the last of a group. Were it refused now, what follows would be run as commands.
            return Answer.bad(554, "5.5.0", "pipelining", "wait for the answer to DATA before you send the message")
                    .thenHangUp();
        }
        Optional<Answer> objection = objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        Transaction current = transaction.orElseThrow();
        if (current.chunks().isPresent()) {
            return sequence("the message has begun with BDAT; it ends with BDAT size LAST");
        }
        Intake intake;
        try {
            intake = intake(current, hello);
        } catch (NotAcceptedException e) {
            return refusal(e);
        }
        try (intake) {
            wire.send(GO_AHEAD);
            BodyReader reader = new BodyReader(intake, service.options().lineEnds(), true);
            Optional<Answer> cut = reading.toTheDot(reader);
            if (cut.isPresent()) {
                return cut.get();
            }
            return accept(current, intake, reader);
        } finally {
            reset();
        }
    }

    private Optional<Answer> objection() {
        if (transaction.isEmpty()) {
            return Optional.of(sequence("say MAIL and RCPT first"));
        }
        return transaction.get().recipients() == 0
                ? Optional.of(Answer.bad(554, "5.5.1", "sequence", "no recipient was taken"))
                : Optional.empty();
    }

    private Intake intake(Transaction current, Hello hello) throws NotAcceptedException {
        TraceLine line = new TraceLine(
                hello.name(), peer, service.options().hostname(), hello.protocol(current.international()));
        return service.reception()
                .intake(
                        current.account(),
                        current.rights().senders(),
                        current.sender(),
                        Optional.of(line.trace(
                                service.reception().newId(), service.clock().instant())));
    }

    Answer chunk(Command.Chunk chunk, Hello hello) throws IOException {
        if (chunk.size() > 2 * service.reception().limits().message()) {
            reset();
            return Answer.bad(552, "5.3.4", Reason.TOO_LARGE.word(), "the chunk is larger than any message may be")
                    .thenHangUp();
        }
        Optional<Answer> objection = objection();
        if (objection.isPresent()) {
            return reading.skipped(chunk.size(), objection.get());
        }
        Transaction current = transaction.orElseThrow();
        if (current.chunks().isEmpty()) {
            try {
                Intake intake = intake(current, hello);
                current.chunks(new Transaction.Chunks(
                        intake, new BodyReader(intake, service.options().lineEnds(), false)));
            } catch (NotAcceptedException e) {
                reset();
                return reading.skipped(chunk.size(), refusal(e));
            }
        }
        Transaction.Chunks chunks = current.chunks().orElseThrow();
        Optional<Answer> cut = reading.counted(chunks.reader(), chunk.size());
        if (cut.isPresent()) {
            return cut.get();
        }
        if (chunk.last()) {
            try {
                chunks.reader().finish();
                return accept(current, chunks.intake(), chunks.reader());
            } finally {
                reset();
            }
        }
        return going(chunk, chunks);
    }

    /** After a chunk that is not the last one: a refusal ends the transaction, so that the following ones find none. */
    private Answer going(Command.Chunk chunk, Transaction.Chunks chunks) {
        Optional<Answer> refusal =
                chunks.reader().refusal().or(() -> chunks.intake().refusal().map(this::refusal));
        if (refusal.isPresent()) {
            reset();
            return refusal.get();
        }
        return Answer.good(250, "2.0.0", chunk.size() + " octets taken");
    }

    private Answer accept(Transaction current, Intake intake, BodyReader reader) {
        Optional<Answer> refusal = reader.refusal();
        if (refusal.isPresent()) {
            return noted(refusal.get());
        }
        connection.deadline(
                service.options().limits().command()); // what the message took of its time is not the store's
        try {
            intake.finish();
            Envelope envelope = current.envelope();
            Origin origin = new Origin(Origin.Kind.SMTP, current.rights().by(), peer.text());
            Acceptance.Accepted accepted = service.reception()
                    .accept(
                            new Offer(
                                    current.account().name(),
                                    current.rights().senders(),
                                    envelope,
                                    intake.content(),
                                    0,
                                    Optional.empty(),
                                    Optional.empty(),
                                    origin),
                            intake);
            service.statistics().accepted(intake.received());
            return Answer.good(250, "2.0.0", "queued as " + accepted.id());
        } catch (NotAcceptedException e) {
            return refusal(e);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "a message could not be taken", e);
            return Answer.bad(
                    451, "4.3.0", Reason.STORAGE_UNHEALTHY.word(), "the message could not be stored; try again");
        }
    }

    private Answer refusal(NotAcceptedException e) {
        return noted(Answer.of(e));
    }

    private Answer noted(Answer answer) {
        LOG.log(
                Level.INFO,
                "message refused peer={0} code={1} reason={2} text={3}",
                peer.text(),
                answer.code(),
                answer.why(),
                answer.lines());
        return answer;
    }

    private static Answer sequence(String text) {
        return Answer.bad(503, "5.5.1", "sequence", text);
    }
}
