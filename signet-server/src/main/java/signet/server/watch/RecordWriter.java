package signet.server.watch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import signet.server.event.Event;
import signet.server.event.Recorded;
import tools.jackson.core.JsonGenerator;

/**
 * Writes events as lines: {@code number, at, event, account, entry, recipient}, then the facts by their names. Addresses in {@code to}
 * are an array, counts and durations are numbers, everything else is a string. For one thread.
 */
final class RecordWriter {
    private static final Set<String> OURS = Set.of("number", "at", "event", "account", "entry", "recipient");
    private static final Set<String> NUMBERS = Set.of("size", "recipients", "took-ms", "days");
    private static final int LONGEST_NUMBER = 15;
    /** A buffer that a batch of long records has blown up is not kept. */
    private static final int KEPT = 1024 * 1024;

    private final JsonLines json;
    private Lines lines = new Lines();

    RecordWriter(JsonLines json) {
        this.json = json;
    }

    /** Writes all of them, each with its line feed, in as few writes as the system makes of it. @return octets */
    int write(List<Recorded> events, WritableByteChannel channel) throws IOException {
        lines.reset();
        try (JsonGenerator generator = json.generator(lines)) {
            for (Recorded event : events) {
                record(generator, event);
            }
        }
        lines.write('\n');
        ByteBuffer octets = lines.octets();
        int size = octets.remaining();
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
        if (size > KEPT) {
            lines = new Lines();
        }
        return size;
    }

    private static void record(JsonGenerator json, Recorded recorded) {
        Event event = recorded.event();
        json.writeStartObject();
        json.writeNumberProperty(DeliveryLog.NUMBER, recorded.number());
        json.writeStringProperty("at", recorded.at().toString());
        json.writeStringProperty("event", event.kind().word());
        event.account().ifPresent(account -> json.writeStringProperty("account", JsonLines.cut(account)));
        event.entry().ifPresent(entry -> json.writeStringProperty("entry", entry));
        event.recipient().ifPresent(recipient -> json.writeStringProperty("recipient", JsonLines.cut(recipient)));
        for (Map.Entry<String, String> fact : event.facts().entrySet()) {
            fact(json, fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    private static void fact(JsonGenerator json, String name, String value) {
        json.writeName(OURS.contains(name) ? "fact-" + name : name);
        if (name.equals("to")) {
            json.writeStartArray();
            for (String recipient : value.split(" ")) {
                json.writeString(JsonLines.cut(recipient));
            }
            json.writeEndArray();
        } else if (NUMBERS.contains(name) && digits(value)) {
            json.writeNumber(Long.parseLong(value));
        } else {
            json.writeString(JsonLines.cut(value));
        }
    }

    private static boolean digits(String value) {
        return !value.isEmpty()
                && value.length() <= LONGEST_NUMBER
                && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Gives its octets without copying them. */
    private static final class Lines extends ByteArrayOutputStream {
        Lines() {
            super(64 * 1024);
        }

        ByteBuffer octets() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
