package signet.mail;

import java.util.List;
import java.util.Optional;

/**
 * What a server said to one command.
 *
 * @param protocol who speaks
 * @param command  the command's verb as sent, such as {@code RCPT TO}, without arguments; empty for a greeting
 * @param status   SMTP: the three digits; IMAP: {@code OK NO BAD BYE PREAUTH}; POP3: {@code +OK -ERR}
 * @param enhanced the enhanced status code (RFC 3463), such as {@code 5.7.3}, or the bracketed response code of IMAP and POP3
 * @param lines    the text of each line, without status and line end; at least one, perhaps empty
 */
public record Reply(Protocol protocol, String command, String status, Optional<String> enhanced, List<String> lines) {
    public Reply {
        lines = List.copyOf(lines);
    }

    /** The whole answer in one line, as an administrator would quote it: {@code 535 5.7.3 Authentication unsuccessful}. */
    @Override
    public String toString() {
        String text = String.join(" ", lines);
        return text.isEmpty() ? status : status + " " + text;
    }
}
