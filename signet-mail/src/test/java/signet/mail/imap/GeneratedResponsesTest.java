package signet.mail.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random responses, each written in one of the forms the grammar allows, are heard as what they say. */
class GeneratedResponsesTest {
    private static final String[] FLAGS = {"\\Seen", "\\Answered", "$Forwarded", "NonJunk", "NIL", "\\Deleted"};

    /** One conversation's worth of responses: octets of the server, and what should be heard. */
    private static final class Conversation {
        private final Random random;
        private final StringBuilder wire = new StringBuilder();
        private final List<String> heard = new ArrayList<>();

        Conversation(long seed) {
            random = new Random(seed);
            for (int i = 0; i < 30; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> exists();
                    case 1 -> search();
                    case 2 -> folder();
                    case 3 -> unknown();
                    case 4 -> status();
                    default -> message();
                }
            }
        }

        private void exists() {
            int count = random.nextInt(100_000);
            wire.append("* ")
                    .append(count)
                    .append(any(" EXISTS", " exists", " Exists"))
                    .append("\r\n");
            heard.add("exists " + count);
        }

        private void search() {
            wire.append(any("* SEARCH", "* search"));
            for (int i = random.nextInt(6); i > 0; i--) {
                long uid = 1L + random.nextInt(Integer.MAX_VALUE) * 2L;
                wire.append(any(" ", "  ")).append(uid);
                heard.add("found " + uid);
            }
            wire.append(any("", " ")).append("\r\n");
        }

        private void folder() {
            String name = text(random.nextInt(12));
            wire.append("* LIST (")
                    .append(any("", "\\Sent", "\\Sent \\HasNoChildren"))
                    .append(") ");
            String attributes = wire.substring(wire.lastIndexOf("(") + 1, wire.length() - 2);
            wire.append(any("NIL", "\"/\""));
            String delimiter = wire.toString().endsWith("NIL") ? "flat" : "/";
            wire.append(' ').append(string(ModifiedUtf7.encode(name))).append("\r\n");
            heard.add("folder " + (name.equalsIgnoreCase("inbox") ? "INBOX" : name) + " " + delimiter + " "
                    + new TreeSet<>(attributes.isEmpty() ? List.of() : List.of(attributes.split(" "))));
        }

        private void unknown() {
            wire.append("* X-")
                    .append(random.nextInt(100))
                    .append(' ')
                    .append(value(0))
                    .append("\r\n");
        }

        private void status() {
            wire.append("* OK ").append(any("", "[ALERT] ")).append("text\r\n");
            heard.add("status OK " + (wire.toString().endsWith("[ALERT] text\r\n") ? "ALERT" : "-") + " text");
        }

        private void message() {
            int uid = 1 + random.nextInt(1_000_000);
            TreeSet<String> flags = new TreeSet<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                flags.add(any(FLAGS));
            }
            String body = octets(random.nextInt(200));
            List<String> attributes = new ArrayList<>(List.of(
                    any("UID ", "uid ") + uid,
                    "FLAGS (" + String.join(" ", flags) + ")",
                    "INTERNALDATE " + any("\"17-Jul-2026 02:44:25 +0000\"", "\"17-jul-2026 04:44:25 +0200\""),
                    "RFC822.SIZE " + body.length(),
                    any("BODY[] ", "body[] ") + literal(body)));
            if (random.nextBoolean()) {
                attributes.add("X-GM-LABELS " + value(0));
            }
            Collections.shuffle(attributes, random);
            wire.append("* ").append(1 + random.nextInt(99)).append(" FETCH (");
            wire.append(String.join(any(" ", "  "), attributes)).append(")\r\n");
            heard.add("message " + uid + " " + flags + " 2026-07-17T02:44:25Z " + body.length() + " <" + body + ">");
        }

        /** A value of any form: word, string, literal, list. */
        private String value(int depth) {
            if (depth < 8 && random.nextInt(3) == 0) {
                List<String> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(value(depth + 1));
                }
                return "(" + String.join(" ", values) + ")";
            }
            return random.nextBoolean() ? any("NIL", "12", "atom", "BODY[1.2]") : string(text(random.nextInt(9)));
        }

        private String string(String text) {
            boolean ascii = Command.isAscii(text);
            return ascii && random.nextBoolean()
                    ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                    : literal(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }

        private String literal(String octets) {
            return "{" + octets.length() + "}\r\n" + octets;
        }

        private String text(int length) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(any("a", "Z", " ", "\"", "\\", "(", ")", "{", "}", "&", "-", "ä", "本", "[", "]"));
            }
            return text.toString();
        }

        private String octets(int length) {
            StringBuilder octets = new StringBuilder();
            for (int i = 0; i < length; i++) {
                octets.append(random.nextInt(4) == 0 ? any("\r\n", ")", "A1 OK\r\n", "\0") : any("x", "\u00ff", "."));
            }
            return octets.toString();
        }

        private String any(String... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void areHeardAsWhatTheySay(int block) throws IOException {
        for (long seed = block * 500L; seed < (block + 1) * 500L; seed++) {
            Conversation conversation = new Conversation(seed);
            byte[] octets = conversation.wire.toString().getBytes(StandardCharsets.ISO_8859_1);
            int piece = 1 + new Random(seed).nextInt(40);
            assertEquals(conversation.heard, HeardResponses.in(new RecordedOctets(octets, piece)), "seed " + seed);
        }
    }
}
