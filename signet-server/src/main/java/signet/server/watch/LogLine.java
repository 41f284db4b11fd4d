package signet.server.watch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.core.JsonGenerator;

/** The two forms of a line. Foreign text in a message cannot end the line, move the cursor or turn the direction of writing. */
final class LogLine {
    private static final int FRAMES = 40;
    private static final int CAUSES = 10;

    private LogLine() {}

    /** {@code 2026-11-26T14:20:19.123Z WARNING signet.server.queue.Reception message}; a stack trace follows, indented. */
    static final class Text extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringBuilder line = new StringBuilder(160)
                    .append(record.getInstant())
                    .append(' ')
                    .append(record.getLevel().getName())
                    .append(' ')
                    .append(Optional.ofNullable(record.getLoggerName()).orElse("-"))
                    .append(' ');
            escape(formatMessage(record), line);
            line.append('\n');
            Throwable thrown = record.getThrown();
            for (int depth = 0; thrown != null && depth < CAUSES; depth++, thrown = thrown.getCause()) {
                line.append("    ").append(depth == 0 ? "" : "caused by ");
                escape(thrown.toString(), line);
                line.append('\n');
                StackTraceElement[] frames = thrown.getStackTrace();
                for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
                    line.append("        at ").append(frames[i]).append('\n');
                }
            }
            return line.toString();
        }
    }

    /** One object: {@code at, level, logger, message, thread}, with a throwable {@code causes} and {@code stack}. */
    static final class Json extends Formatter {
        private final JsonLines json = new JsonLines();

        @Override
        public String format(LogRecord record) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(256);
            try (JsonGenerator generator = json.generator(out)) {
                generator.writeStartObject();
                generator.writeStringProperty("at", record.getInstant().toString());
                generator.writeStringProperty("level", record.getLevel().getName());
                generator.writeStringProperty(
                        "logger", Optional.ofNullable(record.getLoggerName()).orElse("-"));
                generator.writeStringProperty(
                        "message",
                        JsonLines.cut(Optional.ofNullable(formatMessage(record)).orElse("")));
                generator.writeNumberProperty("thread", record.getLongThreadID());
                Throwable thrown = record.getThrown();
                if (thrown != null) {
                    thrown(generator, thrown);
                }
                generator.writeEndObject();
            }
            return out.toString(StandardCharsets.US_ASCII) + "\n";
        }

        private static void thrown(JsonGenerator generator, Throwable outermost) {
            generator.writeName("causes");
            generator.writeStartArray();
            Throwable thrown = outermost;
            for (int depth = 0; thrown != null && depth < CAUSES; depth++, thrown = thrown.getCause()) {
                generator.writeString(JsonLines.cut(thrown.toString()));
            }
            generator.writeEndArray();
            generator.writeName("stack");
            generator.writeStartArray();
            StackTraceElement[] frames = outermost.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
                generator.writeString(frames[i].toString());
            }
            generator.writeEndArray();
        }
    }

    private static void escape(String text, StringBuilder into) {
        String cut = JsonLines.cut(text == null ? "" : text);
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            switch (c) {
                case '\n' -> into.append("\\n");
                case '\r' -> into.append("\\r");
                case '\t' -> into.append("\\t");
                case '\\' -> into.append("\\\\");
                default -> {
                    if (acts(c)) {
                        into.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        into.append(c);
                    }
                }
            }
        }
    }

    /** Control characters, invisible ones such as those that turn the direction, line separators, halves of characters. */
    private static boolean acts(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
