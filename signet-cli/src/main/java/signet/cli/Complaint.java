package signet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import signet.doctor.Catalogue;
import signet.doctor.Finding;
import signet.mail.MailException;
import signet.oauth.TokenException;
import signet.oauth.TokenFault;
import signet.server.retrieval.ForeignCursorException;

/** Turns what ended a command into one line for the user and an exit status. */
final class Complaint {
    private final Terminal terminal;
    private final boolean debug;

    Complaint(Terminal terminal, boolean debug) {
        this.terminal = terminal;
        this.debug = debug;
    }

    int about(Exception e) {
        terminal.out().flush();
        terminal.clearProgress();
        if (debug) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace, true));
            terminal.note(trace.toString().replace("\r\n", "\n").stripTrailing());
        }
        return switch (e) {
            case Failure failure -> said(failure.exitStatus(), failure);
            case TokenException token -> token(token);
            case MailException mail -> mail(mail);
            case ForeignCursorException foreign -> said(Failure.USAGE, foreign);
            case IllegalArgumentException wrong -> said(Failure.USAGE, wrong);
            case NoSuchFileException file -> file(file.getFile(), "there is no such file");
            case FileAlreadyExistsException file -> file(file.getFile(), "is there already and is not overwritten");
            case AccessDeniedException file -> file(file.getFile(), "may not be read or written by this user");
            case UncheckedIOException io -> said(Failure.FAILED, io);
            case IOException io -> said(Failure.FAILED, io);
            default -> {
                terminal.note("signet: a defect of Signet itself: " + e + "; --debug shows where");
                yield Failure.FAILED;
            }
        };
    }

    private int said(int status, Exception e) {
        String message = e.getMessage();
        terminal.note("signet: " + (message == null || message.isBlank() ? e.toString() : message));
        return status;
    }

    private int file(String file, String what) {
        terminal.note("signet: " + file + ": " + what);
        return Failure.USAGE;
    }

    private int token(TokenException e) {
        said(Failure.FAILED, e);
        explained(e.fault().message());
        return e.fault().kind() == TokenFault.Kind.CONFIGURATION ? Failure.USAGE : Failure.FAILED;
    }

    private int mail(MailException e) {
        said(Failure.FAILED, e);
        e.fault().reply().ifPresent(reply -> terminal.note("  the server said: " + reply));
        explained(e.fault()
                .token()
                .map(TokenFault::message)
                .orElseGet(() -> e.fault().reply().map(Object::toString).orElse("")));
        return Failure.FAILED;
    }

    private void explained(String providersWords) {
        List<Finding> known =
                providersWords.isBlank() ? List.of() : Catalogue.load().explain(providersWords);
        if (!known.isEmpty()) {
            Finding finding = known.get(0);
            terminal.note("  " + finding.summary());
            finding.causes().stream().limit(2).forEach(cause -> terminal.note("  - " + cause));
            terminal.note("  fix: " + finding.remedy());
        }
    }
}
