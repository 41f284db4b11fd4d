package signet.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import signet.mail.Content;
import signet.server.mime.Attachment;
import signet.server.queue.Spool;

/** An attachment of a message to be composed, its octets somewhere in the request's spool. */
record AttachmentDraft(String name, String type, Range octets) {
    private static final int LONGEST_NAME = 255;
    private static final String ANY = "application/octet-stream";

    /** RFC 6838 §4.2. */
    private static final Pattern TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    /** Names that mean a device to Windows, whatever their ending. */
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    /** Where its octets are. */
    record Range(long start, long length) {}

    static Optional<AttachmentDraft> read(Members members) {
        String name = members.required("name");
        String type = members.text("type").orElse(ANY);
        Optional<Object> content = members.raw("content");
        members.noOthers();
        checkName(members, name);
        if (!TYPE.matcher(type).matches() || type.matches("(?i)(multipart|message)/.*")) {
            members.complain("type", "is a media type such as application/pdf; multipart and message are not taken");
        }
        if (content.isPresent() && content.get() instanceof Range range) {
            return Optional.of(new AttachmentDraft(harmless(name), type, range));
        }
        members.complain("content", "is the file as base64 (RFC 4648 §4)");
        return Optional.empty();
    }

    private static void checkName(Members members, String name) {
        boolean deceives = name.codePoints().anyMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        });
        if (deceives) {
            members.complain(
                    "name", "has a control character, a line break or a mark that turns the direction of text");
        } else if (name.length() > LONGEST_NAME) {
            members.complain("name", "has " + name.length() + " characters; the limit is " + LONGEST_NAME);
        }
    }

    /** The last part of a path; no name that a reader's system takes for something else. */
    static String harmless(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .strip();
        int dot = last.indexOf('.');
        String stem = (dot < 0 ? last : last.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        if (last.isEmpty() || last.equals(".") || last.equals("..")) {
            return "attachment";
        }
        return DEVICES.contains(stem) ? "_" + last : last;
    }

    Attachment attachment(Spool.Incoming parts) {
        return new Attachment(name, type, "base64", new Part(parts, octets));
    }

    /** A stretch of the spool. */
    private record Part(Content all, Range range) implements Content {
        @Override
        public long size() {
            return range.length();
        }

        @Override
        public InputStream open() throws IOException {
            InputStream in = all.open();
            in.skipNBytes(range.start());
            return new Stretch(in, range.length());
        }
    }

    /** Ends after so many octets. */
    private static final class Stretch extends java.io.FilterInputStream {
        private long left;

        Stretch(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            int octet = left == 0 ? -1 : in.read();
            left -= octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int got = in.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(got, 0);
            return got;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = in.skip(Math.min(n, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
