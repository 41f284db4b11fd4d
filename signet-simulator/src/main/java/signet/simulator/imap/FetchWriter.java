package signet.simulator.imap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import signet.simulator.exchange.Content;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.imap.FetchItems.Attribute;
import signet.simulator.imap.FetchItems.Item;
import signet.simulator.imap.FetchItems.Octets;
import signet.simulator.imap.FetchItems.Range;
import signet.simulator.imap.View.Place;
import signet.simulator.wire.Dialog;

/** Answers FETCH, message by message; octets go from the store to the wire in blocks. */
final class FetchWriter {
    private static final int HEADER_ROOM = 1 << 20;

    private final Dialog dialog;
    private final FetchItems items;
    private final boolean readOnly;
    private final byte[] block = new byte[32_768];

    FetchWriter(Dialog dialog, FetchItems items, boolean readOnly) {
        this.dialog = dialog;
        this.items = items;
        this.readOnly = readOnly;
    }

    void write(Place place) throws IOException {
        StoredMessage message = place.message();
        boolean reads = items.items().stream().anyMatch(i -> i instanceof Octets o && o.seen());
        boolean newlySeen = reads && !readOnly && !message.has("\\Seen");
        if (newlySeen) {
            message.flag(Set.of("\\Seen"), true);
        }
        text("* " + place.number() + " FETCH (");
        String separator = "";
        for (Item item : items.items()) {
            text(separator);
            separator = " ";
            if (item instanceof Octets octets) {
                octets(message, octets);
            } else if (item instanceof Attribute attribute) {
                text(attribute.name() + " " + attribute(message, attribute.name()));
            }
        }
        boolean told = items.items().contains(new Attribute("FLAGS"));
        text((newlySeen && !told ? separator + "FLAGS " + flags(message) : "") + ")\r\n");
    }

    private static String attribute(StoredMessage message, String name) throws IOException {
        return switch (name) {
            case "FLAGS" -> flags(message);
            case "UID" -> Long.toString(message.uid());
            case "INTERNALDATE" ->
                "\"" + Dates.SENT.format(message.internalDate().atOffset(ZoneOffset.UTC)) + "\"";
            case "RFC822.SIZE" -> Long.toString(message.content().size());
            case "ENVELOPE" -> Structure.envelope(message.content().head(HEADER_ROOM));
            default -> Structure.body(message.content());
        };
    }

    private static String flags(StoredMessage message) {
        return "(" + String.join(" ", new TreeSet<>(message.flags())) + ")";
    }

    private void octets(StoredMessage message, Octets item) throws IOException {
        Content content = message.content();
        if (item.section().isEmpty()) {
            try (InputStream in = content.open()) {
                literal(item, in, content.size());
            }
            return;
        }
        byte[] head = content.head(HEADER_ROOM);
        int headerEnd = headerEnd(head);
        Optional<byte[]> part = part(item, head, headerEnd);
        if (part.isPresent()) {
            literal(item, new ByteArrayInputStream(part.get()), part.get().length);
            return;
        }
        if (!item.section().equals("TEXT")) {
            text(item.label() + " NIL"); // a part that is not there
            return;
        }
        try (InputStream in = content.open()) {
            in.skipNBytes(headerEnd);
            literal(item, in, content.size() - headerEnd);
        }
    }

    private static Optional<byte[]> part(Octets item, byte[] head, int headerEnd) {
        byte[] header = java.util.Arrays.copyOf(head, headerEnd);
        return switch (item.section()) {
            case "HEADER" -> Optional.of(header);
            case "HEADER.FIELDS" -> Optional.of(fields(header, item, true));
            case "HEADER.FIELDS.NOT" -> Optional.of(fields(header, item, false));
            default -> Optional.empty();
        };
    }

    private void literal(Octets item, InputStream in, long size) throws IOException {
        long from = Math.min(size, item.range().map(Range::from).orElse(0L));
        long count = Math.min(size - from, item.range().map(Range::count).orElse(size));
        in.skipNBytes(from);
        text(item.label() + " {" + count + "}\r\n");
        for (long left = count; left > 0; ) {
            int read = in.read(block, 0, (int) Math.min(left, block.length));
            if (read < 0) {
                throw new IOException("a stored message is shorter than its size");
            }
            dialog.send(block, 0, read);
            left -= read;
        }
    }

    private void text(String text) throws IOException {
        dialog.send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Behind the empty line; all of it when there is none. */
    private static int headerEnd(byte[] head) {
        for (int i = 0; i + 3 < head.length; i++) {
            if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] == '\r' && head[i + 3] == '\n') {
                return i + 4;
            }
        }
        return head.length;
    }

    /** Whole fields with their folded lines, and the empty line (RFC 3501 §6.4.5). */
    private static byte[] fields(byte[] header, Octets item, boolean listed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean taken = false;
        for (int start = 0; start < header.length; ) {
            int end = start;
            while (end < header.length && header[end] != '\n') {
                end++;
            }
            end = Math.min(header.length, end + 1);
            String line = new String(header, start, end - start, StandardCharsets.ISO_8859_1);
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                int colon = Math.max(0, line.indexOf(':'));
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                taken = colon > 0 && item.fields().contains(name) == listed;
            }
            if (taken) {
                out.write(header, start, end - start);
            }
            start = end;
        }
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
