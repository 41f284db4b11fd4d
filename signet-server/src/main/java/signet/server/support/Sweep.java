package signet.server.support;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import signet.oauth.Secret;
import signet.oauth.SecretEcho;

/**
 * Looks for secrets that must not be there. A short one is not looked for: it may be an ordinary word, and a mask in its place would
 * tell it.
 */
final class Sweep {
    private static final int SHORTEST = 12;

    private final List<SecretEcho> echoes = new ArrayList<>();

    Sweep(List<Secret> secrets) {
        secrets.stream()
                .distinct()
                .map(secret -> Secret.of(withoutArmour(secret.reveal())))
                .filter(secret -> secret.reveal().strip().length() >= SHORTEST)
                .forEach(secret -> echoes.add(new SecretEcho(secret)));
    }

    /** The first and last line of a PEM block are the same for everybody. */
    private static String withoutArmour(String text) {
        return text.lines().filter(line -> !line.startsWith("-----")).collect(Collectors.joining("\n"));
    }

    String masked(String text) {
        String shown = text;
        for (SecretEcho echo : echoes) {
            shown = echo.masked(shown);
        }
        return shown;
    }
}
