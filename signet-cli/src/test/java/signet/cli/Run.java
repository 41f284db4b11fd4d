package signet.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * A command run in this process, and what came of it.
 *
 * @param status its exit status
 * @param out    standard output
 * @param err    standard error
 */
record Run(int status, String out, String err) {
    static Run of(String... arguments) {
        return with("", Map.of(), arguments);
    }

    static Run with(String input, Map<String, String> environment, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                environment,
                InstantSource.system());
        int status = Main.run(terminal, arguments);
        terminal.out().flush();
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A member of a JSON object that must be there. */
    static Object member(Object object, String name) {
        return Objects.requireNonNull(((Map<?, ?>) object).get(name), name);
    }
}
