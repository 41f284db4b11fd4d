package signet.server.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import signet.server.account.SendingAccount;
import signet.server.mime.StrictAddress;
import signet.server.queue.Acceptance;
import signet.server.queue.Intake;
import signet.server.queue.LineEnds;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Offer;
import signet.server.queue.Spool;
import signet.server.queue.Submission.Origin;

/** MAIL, RCPT, DATA and BDAT of one session. Not for several threads at once. */
final class MailDialog implements AutoCloseable {
    private static final Logger LOG = System.getLogger("signet.listener");
    private static final Answer SENDER_OK = Answer.good(250, "2.1.0", "sender taken");
    private static final Answer RECIPIENT_OK = Answer.good(250, "2.1.5", "recipient taken");
    private static final Answer GO_AHEAD = Answer.good(354, "", "end with CRLF dot CRLF");
    /** Octets. Well below what is kept in memory, so that nobody writes to a file who must not wait. */
    private static final int LARGE = Spool.IN_MEMORY / 4;

    private final ClientWire wire;
    private final Connection connection;
    private final Service service;
    private final Peer peer;
    private Optional<Transaction> transaction = Optional.empty();
    private Optional<Coming> coming = Optional.empty();
    private Optional<Complete> complete = Optional.empty();

    /** Octets that are no commands, and what is done behind them: its answer, if there is one already. */
    private record Coming(MessageReader octets, Ending then) {}

    @FunctionalInterface
    private interface Ending {
        Optional<Answer> end() throws IOException;
    }

    /** A message that is to be stored. */
    private record Complete(Transaction transaction, Intake intake) {}

    MailDialog(ClientWire wire, Connection connection, Service service, Peer peer) {
        this.wire = wire;
        this.connection = connection;
        this.service = service;
        this.peer = peer;
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
        coming = Optional.empty();
        complete = Optional.empty();
        if (over.isPresent()) {
            service.reception().expecting(-1);
            over.get().intake().ifPresent(this::close);
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
    Answer data(Hello hello) {
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
        try {
            Intake intake = intake(current, hello);
            current.intake(intake);
            BodyReader reader = new BodyReader(intake, service.options().lineEnds(), true);
            coming = Optional.of(new Coming(
                    MessageReader.toTheDot(wire, connection, service, reader),
                    () -> finished(current, intake, reader)));
            return GO_AHEAD;
        } catch (NotAcceptedException e) {
            reset();
            return refusal(e);
        }
    }

    /** Whether what the client sends next is no command. */
    boolean reads() {
        return coming.isPresent();
    }

    /** Takes what has come of it. Empty when more has to come, or when the message is {@link #complete}. */
    Optional<Answer> take() throws IOException {
        Coming now = coming.orElseThrow();
        if (!now.octets.take()) {
            return Optional.empty();
        }
        coming = Optional.empty();
        Optional<Answer> tooMuch = now.octets.tooMuch();
        if (tooMuch.isPresent()) {
            reset();
            return tooMuch;
        }
        return now.then.end();
    }

    /** Whether a message is there as a whole and has to be stored now. */
    boolean complete() {
        return complete.isPresent();
    }

    /** Whether a message is under way whose size is worth a thread, or is in a file, or will be. */
    boolean large() {
        return transaction
                .flatMap(Transaction::intake)
                .filter(intake -> intake.received() > LARGE)
                .isPresent();
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

    /** What is answered at once; empty when the octets of the chunk come first. */
    Optional<Answer> chunk(Command.Chunk chunk, Hello hello) {
        if (chunk.size() > 2 * service.reception().limits().message()) {
            reset();
            return Optional.of(
                    Answer.bad(552, "5.3.4", Reason.TOO_LARGE.word(), "the chunk is larger than any message may be")
                            .thenHangUp());
        }
        Optional<Answer> objection = objection();
        if (objection.isPresent()) {
            return skip(chunk, objection.get());
        }
        Transaction current = transaction.orElseThrow();
        if (current.chunks().isEmpty()) {
            try {
                Intake intake = intake(current, hello);
                current.intake(intake);
                current.chunks(new BodyReader(intake, service.options().lineEnds(), false));
            } catch (NotAcceptedException e) {
                reset();
                return skip(chunk, refusal(e));
            }
        }
        BodyReader reader = current.chunks().orElseThrow();
        Intake intake = current.intake().orElseThrow();
        return expect(chunk, reader, () -> {
            if (!chunk.last()) {
                return Optional.of(going(chunk, reader, intake));
            }
            reader.finish();
            return finished(current, intake, reader);
        });
    }

    /** The octets are read, and nothing comes of them. */
    private Optional<Answer> skip(Command.Chunk chunk, Answer answer) {
        BodyReader nowhere = new BodyReader(OutputStream.nullOutputStream(), LineEnds.REJECT, false);
        return expect(chunk, nowhere, () -> Optional.of(answer));
    }

    private Optional<Answer> expect(Command.Chunk chunk, BodyReader reader, Ending then) {
        coming = Optional.of(new Coming(MessageReader.counted(wire, connection, service, reader, chunk.size()), then));
        return Optional.empty();
    }

    /** After a chunk that is not the last one: a refusal ends the transaction, so that the following ones find none. */
    private Answer going(Command.Chunk chunk, BodyReader reader, Intake intake) {
        Optional<Answer> refusal = reader.refusal().or(() -> intake.refusal().map(this::refusal));
        if (refusal.isPresent()) {
            reset();
            return refusal.get();
        }
        return Answer.good(250, "2.0.0", chunk.size() + " octets taken");
    }

    private Optional<Answer> finished(Transaction current, Intake intake, BodyReader reader) {
        Optional<Answer> refusal = reader.refusal().map(this::noted);
        if (refusal.isPresent()) {
            reset();
        } else {
            complete = Optional.of(new Complete(current, intake));
            // what the message took of its time is not the store's
            connection.deadline(service.options().limits().command());
        }
        return refusal;
    }

    /** Stores the message that is {@link #complete}, and waits until it is durable. */
    Answer store() {
        Complete message = complete.orElseThrow();
        try {
            message.intake.finish();
            return taken(message, service.reception().accept(offer(message), message.intake));
        } catch (IOException e) {
            return notTaken(e);
        } finally {
            reset();
        }
    }

    /**
     * Stores the message that is {@link #complete} and not {@link #large}, and waits for nothing: the promise is kept by the thread
     * of the store. Until then nothing else may be done here.
     */
    CompletableFuture<Answer> begin() {
        Complete message = complete.orElseThrow();
        try {
            message.intake.finish();
            return service.reception()
                    .begin(offer(message), message.intake)
                    .thenApply(accepted -> taken(message, accepted))
                    .exceptionallyCompose(this::notBegun)
                    .whenComplete((answer, failure) -> reset());
        } catch (IOException e) {
            reset();
            return CompletableFuture.completedFuture(notTaken(e));
        }
    }

    private CompletableFuture<Answer> notBegun(Throwable failure) {
        Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
        return cause instanceof IOException e
                ? CompletableFuture.completedFuture(notTaken(e))
                : CompletableFuture.failedFuture(cause);
    }

    private Offer offer(Complete message) {
        Transaction current = message.transaction;
        return new Offer(
                current.account().name(),
                current.rights().senders(),
                current.envelope(),
                message.intake.content(),
                0,
                Optional.empty(),
                Optional.empty(),
                new Origin(Origin.Kind.SMTP, current.rights().by(), peer.text()));
    }

    private Answer taken(Complete message, Acceptance.Accepted accepted) {
        service.statistics().accepted(message.intake.received());
        return Answer.good(250, "2.0.0", "queued as " + accepted.id());
    }

    private Answer notTaken(IOException e) {
        if (e instanceof NotAcceptedException refused) {
            return refusal(refused);
        }
        LOG.log(Level.ERROR, "a message could not be taken", e);
        return Answer.bad(451, "4.3.0", Reason.STORAGE_UNHEALTHY.word(), "the message could not be stored; try again");
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
