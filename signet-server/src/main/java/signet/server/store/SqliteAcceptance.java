package signet.server.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import signet.server.queue.Acceptance;
import signet.server.queue.EntryId;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Submission;

/** The way in. */
final class SqliteAcceptance implements Acceptance {
    private final Writer writer;
    private final Intake intake;
    private final Contents contents;
    private final InstantSource clock;

    SqliteAcceptance(Writer writer, Intake intake, Contents contents, InstantSource clock) {
        this.writer = writer;
        this.intake = intake;
        this.contents = contents;
        this.clock = clock;
    }

    @Override
    public Accepted accept(Submission submission) throws NotAcceptedException {
        try {
            return Writer.await(submit(submission));
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    @Override
    public CompletableFuture<Accepted> begin(Submission submission) {
        try {
            return submit(submission).exceptionallyCompose(SqliteAcceptance::refused);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(refusal(e));
        }
    }

    private CompletableFuture<Accepted> submit(Submission submission) throws IOException {
        Payload payload = Payload.of(submission.content(), contents.folder());
        Writer.Change<Accepted> change = sql -> intake.accept(sql, submission, payload, Micros.of(clock.instant()));
        return switch (payload) {
            case Payload.Octets memory -> writer.submitRepeatable(change);
            case Payload.Forced file -> writer.submit(change); // its file is moved only once
        };
    }

    private static CompletableFuture<Accepted> refused(Throwable failure) {
        return CompletableFuture.failedFuture(refusal(Writer.told(failure)));
    }

    private static NotAcceptedException refusal(IOException e) {
        return e instanceof NotAcceptedException refused
                ? refused
                : new NotAcceptedException(
                        Reason.STORAGE_UNHEALTHY, "the message could not be stored: " + e.getMessage(), e);
    }

    @Override
    public EntryId newId() {
        return intake.newId(Micros.of(clock.instant()));
    }

    @Override
    public void expecting(int change) {
        writer.expecting(change);
    }
}
