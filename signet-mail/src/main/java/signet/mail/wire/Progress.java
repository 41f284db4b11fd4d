package signet.mail.wire;

import java.time.Duration;
import java.util.Optional;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.oauth.TokenFault;

/** Where a conversation stands; tells the listener of stages, and every fault the stage it happened in. */
public final class Progress {
    private final Protocol protocol;
    private final SessionListener listener;
    private Stage stage = Stage.CONFIGURATION;
    private long beganAt = System.nanoTime();
    private boolean open;

    public Progress(Protocol protocol, SessionListener listener) {
        this.protocol = protocol;
        this.listener = listener;
    }

    public Protocol protocol() {
        return protocol;
    }

    public SessionListener listener() {
        return listener;
    }

    /** The stage now under way, or the last one. */
    public Stage stage() {
        return stage;
    }

    /** {@code next} begins; nothing happens if it is under way already. */
    public void begin(Stage next) {
        if (open && stage == next) {
            return;
        }
        stage = next;
        beganAt = System.nanoTime();
        open = true;
        listener.began(next);
    }

    /** The stage that began last succeeded. */
    public void pass(String detail) {
        open = false;
        listener.passed(stage, detail, took());
    }

    public void fact(Fact fact) {
        listener.fact(fact);
    }

    /** A fault of the present stage, told to the listener; the caller throws it. */
    public MailException fail(Fault.Kind kind, String message) {
        return fail(new Fault(protocol, stage, kind, message, Optional.empty(), Optional.empty()));
    }

    /** As {@link #fail(Fault.Kind, String)}, with the exception behind it. */
    public MailException fail(Fault.Kind kind, String message, Throwable cause) {
        MailException failure = fail(kind, message);
        failure.initCause(cause);
        return failure;
    }

    /** The server refused: {@code kind} is {@code REFUSED}, or {@code CLOSED} when it ends the session with these words. */
    public MailException fail(Fault.Kind kind, String message, Reply reply) {
        return fail(new Fault(protocol, stage, kind, message, Optional.of(reply), Optional.empty()));
    }

    /** There is no token. */
    public MailException fail(TokenFault fault, Throwable cause) {
        MailException failure = fail(
                new Fault(protocol, stage, Fault.Kind.TOKEN, fault.message(), Optional.empty(), Optional.of(fault)));
        failure.initCause(cause);
        return failure;
    }

    private MailException fail(Fault fault) {
        if (open) {
            open = false;
            listener.failed(stage, fault, took());
        }
        return new MailException(fault);
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - beganAt);
    }
}
