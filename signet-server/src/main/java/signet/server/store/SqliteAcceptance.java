package signet.server.store;

import java.io.IOException;
import java.time.InstantSource;
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
            Payload payload = Payload.of(submission.content(), contents.folder());
            return writer.write(sql -> intake.accept(sql, submission, payload, Micros.of(clock.instant())));
        } catch (NotAcceptedException e) {
            throw e;
        } catch (IOException e) {
            throw new NotAcceptedException(
                    Reason.STORAGE_UNHEALTHY, "the message could not be stored: " + e.getMessage(), e);
        }
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
