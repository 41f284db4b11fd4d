package signet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import signet.oauth.Secret;
import signet.server.account.GuessedPasswords;
import signet.server.account.PasswordHash;

@Command(
        name = "password",
        description = {
            "Make the password-hash of a login, for programs that send by the server.",
            "The line is argon2id, from which the password cannot be read.",
            "Asks twice on a terminal; in a pipe it takes the first line of standard input."
        },
        footer = {
            "",
            "Examples:",
            "  signet password",
            "  openssl rand -base64 24 | tee /dev/tty | signet password",
            "",
            "Write the line into signet.yaml:",
            "  logins:",
            "    - {name: portal, accounts: [portal], password-hash: LINE}"
        })
final class PasswordCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print an object with the line.")
    private boolean json;

    private final Terminal terminal;

    PasswordCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Secret password = terminal.interactive()
                ? terminal.askSecret("password")
                : terminal.secretLine()
                        .orElseThrow(
                                () -> Failure.usage("there is no password on standard input; write it as one line"));
        check(password);
        String line = PasswordHash.of(password, new SecureRandom()).line().reveal();
        terminal.line(json ? Json.indented(Json.object("passwordHash", line)) : line);
        return 0;
    }

    private void check(Secret password) {
        int octets = password.reveal().getBytes(StandardCharsets.UTF_8).length;
        if (octets > PasswordHash.LONGEST_PASSWORD) {
            throw Failure.usage(
                    "the password has " + octets + " octets; the limit is " + PasswordHash.LONGEST_PASSWORD);
        }
        if (GuessedPasswords.contain(password, "")) {
            throw Failure.usage(
                    "the password is empty or one of those that are tried first; make one with: openssl rand"
                            + " -base64 24");
        }
        if (password.reveal().length() < GuessedPasswords.SHORT) {
            terminal.note("signet: the password has fewer than " + GuessedPasswords.SHORT
                    + " characters; a longer one is harder to guess: openssl rand -base64 24");
        }
    }
}
