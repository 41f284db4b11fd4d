package signet.simulator.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;

/** The names a front end server shows in greetings and refusals: different in each conversation. Not thread-safe. */
public final class ServerName {
    private static final String[] SITES = {"AM0PR04", "BY1PR10", "SN2PR00", "FR2P281", "VI1PR07", "DB8PR06"};

    private final SplittableRandom random;
    private final String machine;

    /** @param seed the same seed gives the same names */
    public ServerName(long seed) {
        this.random = new SplittableRandom(seed);
        this.machine = SITES[random.nextInt(SITES.length)] + "CA" + digits(4);
    }

    /** As in the greeting: {@code BY1PR10CA0041.outlook.office365.com}. */
    public String host() {
        return machine + ".outlook.office365.com";
    }

    /** As in refusals and behind Hostname=. */
    public String inner() {
        return machine + ".eurprd04.prod.outlook.com";
    }

    /** The bracket of the greeting: base64 of the name in UTF-16LE. */
    public String bracket() {
        return Base64.getEncoder().encodeToString(machine.getBytes(StandardCharsets.UTF_16LE));
    }

    /** An id that changes from refusal to refusal. */
    public String id() {
        return String.format(Locale.ROOT, "%016X", random.nextLong());
    }

    /** A refusal with its bracketed tail. */
    public String withTail(String key, Instant now) {
        String time = now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString()
                .replace("Z", ".000Z");
        return Texts.line(key, "host", inner(), "time", time, "id", id());
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }
}
