package signet.simulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One fault of a scenario.
 *
 * @param mailbox only in conversations of this mailbox; absent: in all, also before anybody has said who they are
 * @param times how often it happens; 0: always
 * @param probability 0 to 1, drawn at each occasion
 */
public record Fault(
        Protocol protocol, Stage stage, Effect effect, Optional<String> mailbox, int times, double probability) {
    private static final Set<String> KEYS = Set.of(
            "protocol", "stage", "action", "text", "duration", "octets", "after", "mailbox", "times", "probability");

    public Fault {
        if (times < 0 || probability < 0 || probability > 1) {
            throw new IllegalArgumentException("times must be 0 or more and probability between 0 and 1");
        }
        mailbox = mailbox.map(m -> m.toLowerCase(Locale.ROOT));
    }

    /** A fault that happens every time. */
    public static Fault at(Protocol protocol, Stage stage, Effect effect) {
        return new Fault(protocol, stage, effect, Optional.empty(), 0, 1);
    }

    public Fault of(String address) {
        return new Fault(protocol, stage, effect, Optional.of(address), times, probability);
    }

    public Fault times(int most) {
        return new Fault(protocol, stage, effect, mailbox, most, probability);
    }

    public Fault once() {
        return times(1);
    }

    public Fault withProbability(double chance) {
        return new Fault(protocol, stage, effect, mailbox, times, chance);
    }

    /**
     * Reads a fault from names and values, as scenario files and the control API have them: {@code protocol, stage,
     * action} and where they apply {@code text, duration} (ISO 8601, or a number with {@code ms} or {@code s}), {@code
     * octets, after, mailbox, times, probability}.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public static Fault from(Map<String, ?> values) {
        List<String> wrong = new ArrayList<>();
        values.keySet().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> wrong.add("unknown key '" + key + "', known are "
                        + KEYS.stream().sorted().toList()));
        Protocol protocol = named(Protocol.class, values, "protocol", Protocol.SMTP, wrong);
        Stage stage = named(Stage.class, values, "stage", Stage.OTHER, wrong);
        Action action = named(Action.class, values, "action", Action.CLOSE, wrong);
        Duration duration = duration(text(values, "duration", "0s"), wrong);
        Effect effect =
                new Effect(action, text(values, "text", ""), duration, (int) number(values, "octets", 1, wrong), (long)
                        number(values, "after", 0, wrong));
        int times = (int) number(values, "times", 0, wrong);
        double probability = number(values, "probability", 1, wrong);
        if (probability > 1) {
            wrong.add("probability: " + probability + " is more than 1");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("fault: " + String.join("; ", wrong));
        }
        Optional<String> mailbox = Optional.of(text(values, "mailbox", "")).filter(m -> !m.isEmpty());
        return new Fault(protocol, stage, effect, mailbox, times, probability);
    }

    private static <E extends Enum<E>> E named(
            Class<E> type, Map<String, ?> values, String key, E otherwise, List<String> wrong) {
        String label = text(values, key, "");
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(label.toLowerCase(Locale.ROOT))) {
                return constant;
            }
            known.add(name);
        }
        wrong.add(key + ": '" + label + "' is none of " + known);
        return otherwise;
    }

    private static String text(Map<String, ?> values, String key, String otherwise) {
        Object value = values.get(key);
        return value == null ? otherwise : value.toString();
    }

    private static double number(Map<String, ?> values, String key, double otherwise, List<String> wrong) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value.toString());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below with the value
        }
        wrong.add(key + ": '" + value + "' is not a number of 0 or more");
        return otherwise;
    }

    private static Duration duration(String text, List<String> wrong) {
        try {
            if (text.matches("\\d{1,9}ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            return text.matches("\\d{1,9}s")
                    ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                    : Duration.parse(text);
        } catch (java.time.DateTimeException e) {
            wrong.add("duration: '" + text + "' is not like 250ms, 5s or PT5M");
            return Duration.ZERO;
        }
    }
}
