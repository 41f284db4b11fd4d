package signet.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.oauth.Secret;

/**
 * Where a command reads and writes, and what it may assume about whoever watches.
 *
 * @param out         results
 * @param err         progress and complaints
 * @param interactive whether a person is there: progress is shown and questions may be asked
 * @param colours     whether to use them
 * @param environment the environment variables
 */
record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean interactive,
        boolean colours,
        Map<String, String> environment,
        InstantSource clock) {
    // U+200C and U+200D join letters and emoji, U+00AD is a soft hyphen: they belong to names and drive nothing
    private static final String CHARACTERS = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\t\u00ad\u200c\u200d]]";
    private static final Pattern DRIVES = Pattern.compile(CHARACTERS);
    private static final Pattern DRIVES_BUT_STYLES = Pattern.compile("(?!\033\\[(?:[012]|3[123])m)" + CHARACTERS);

    /** This process's. */
    @SuppressWarnings("SystemConsoleNull") // the property below keeps null meaning "nobody there"
    static Terminal system() {
        // without this, Java 22 to 24 give a console to a pipe as well (JDK-8308591)
        System.setProperty("jdk.console", "java.base");
        boolean person = System.console() != null;
        return new Terminal(
                System.in,
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                person,
                person && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM")),
                System.getenv(),
                InstantSource.system());
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    void line(String text) {
        out.println(harmless(text));
    }

    /** A result with line breaks of its own; the text is ours. */
    void raw(String text) {
        out.print(text);
        out.flush();
    }

    /** A line for people that is no result. */
    void note(String text) {
        clearProgress();
        err.println(harmless(text));
    }

    /** Replaces the line before it; nothing is shown where nobody watches. */
    void progress(String text) {
        if (interactive) {
            err.print("\r\033[K" + harmless(text));
            err.flush();
        }
    }

    void clearProgress() {
        if (interactive) {
            err.print("\r\033[K");
            err.flush();
        }
    }

    /** All of standard input. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Asks a person; the default when the answer is empty. */
    String ask(String question, String byDefault) throws IOException {
        err.print(question + (byDefault.isEmpty() ? ": " : " [" + byDefault + "]: "));
        err.flush();
        // not closed and not buffered beyond the line: more questions follow
        String answer = new BufferedReader(new InputStreamReader(new OneLine(in), StandardCharsets.UTF_8)).readLine();
        return answer == null || answer.isBlank() ? byDefault : answer.strip();
    }

    /** Asks for a secret twice without showing it. */
    @SuppressWarnings("SystemConsoleNull") // see system()
    Secret askSecret(String what) {
        Console console = System.console();
        if (!interactive || console == null) {
            throw Failure.usage("there is no terminal to ask for the " + what + " on");
        }
        Secret first = Secret.of(new String(console.readPassword("%s: ", what)));
        if (!first.equals(Secret.of(new String(console.readPassword("%s again: ", what))))) {
            throw Failure.usage("the two are not the same");
        }
        return first;
    }

    /** The first line of standard input as it is, every blank included; empty when there is none. */
    Optional<Secret> secretLine() throws IOException {
        String line = new BufferedReader(new InputStreamReader(new OneLine(in), StandardCharsets.UTF_8)).readLine();
        return Optional.ofNullable(line).map(Secret::of);
    }

    String bold(String text) {
        return styled("1", text);
    }

    String dim(String text) {
        return styled("2", text);
    }

    String red(String text) {
        return styled("31", text);
    }

    String green(String text) {
        return styled("32", text);
    }

    String yellow(String text) {
        return styled("33", text);
    }

    private String styled(String code, String text) {
        return colours ? "\033[" + code + "m" + harmless(text) + "\033[0m" : text;
    }

    /**
     * What servers, mails and certificates say must not drive the terminal: control characters, direction marks and Unicode's
     * line separators are written out. Line feeds, tabs and the few styles of our own stay.
     */
    private String harmless(String text) {
        Matcher matcher = (colours ? DRIVES_BUT_STYLES : DRIVES).matcher(text);
        return matcher.replaceAll(
                found -> String.format("\\\\u%04x", found.group().codePointAt(0)));
    }

    /** Ends at a line feed, so that a reader's buffer takes no more than one line. */
    private static final class OneLine extends InputStream {
        private final InputStream in;
        private boolean ended;

        OneLine(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int octet = ended ? -1 : in.read();
            ended = ended || octet == '\n' || octet < 0;
            return octet;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int octet = read();
            if (octet < 0) {
                return -1;
            }
            into[from] = (byte) octet;
            return 1;
        }
    }
}
