package signet.mail.smtp;

import java.util.List;
import java.util.Optional;
import signet.mail.Disposition;
import signet.mail.Protocol;
import signet.mail.Reply;

/** We will not send this, because the server could not take it or would take it for something else. */
final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Disposition.Step step;
    private final String status;
    private final String enhanced;

    /**
     * @param status   the reply a server would give
     * @param enhanced its enhanced code (RFC 3463)
     * @param text     what is wrong and what to do; for people
     */
    Unsendable(Disposition.Step step, String status, String enhanced, String text) {
        super(text);
        this.step = step;
        this.status = status;
        this.enhanced = enhanced;
    }

    Disposition.Step step() {
        return step;
    }

    Reply reply() {
        String command = step == Disposition.Step.RCPT ? "RCPT TO" : "MAIL FROM";
        return new Reply(Protocol.SMTP, command, status, Optional.of(enhanced), List.of(enhanced + " " + getMessage()));
    }
}
