package signet.server.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.field.ContentDispositionField;
import org.apache.james.mime4j.dom.field.ContentTypeField;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import signet.server.mime.Preview.Source;

/**
 * Reads a {@link Preview} in one pass and constant memory. Limits: {@value #LOOKED_AT} octets of the message, {@value #DEEPEST}
 * multiparts inside each other, {@value #MOST_PARTS} parts; a message inside a message is a part like others.
 */
public final class PreviewReader {
    static final int LOOKED_AT = 20_000_000;
    static final int DEEPEST = 20;
    static final int MOST_PARTS = 1_000;

    private static final int LONGEST_VALUE = 1_000;
    private static final int LONGEST_NAME = 255;
    private static final List<String> SHOWN = List.of("From", "To", "Cc", "Reply-To", "Subject", "Date");

    private final MimeTokenStream tokens;
    private final Map<String, String> header = new LinkedHashMap<>();
    private final List<Preview.Part> parts = new ArrayList<>();
    private Map<String, String> ofPart = new LinkedHashMap<>();
    private String text = "";
    private boolean cut;
    private Source source = Source.NONE;
    private Optional<String> trouble = Optional.empty();
    private int depth;
    private int number;

    private PreviewReader() {
        MimeConfig limits = MimeConfig.custom()
                .setMaxLineLen(HeaderBlock.LONGEST_FIELD)
                .setMaxHeaderLen(HeaderBlock.LONGEST_FIELD)
                .setMaxHeaderCount(HeaderBlock.MOST_FIELDS)
                .setMaxContentLen(-1)
                .setStrictParsing(false)
                .build();
        tokens = new MimeTokenStream(limits);
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
    }

    /**
     * Reads a message, well-formed or not.
     *
     * @throws IOException when it cannot be read from where it is stored
     */
    public static Preview read(InputStream message) throws IOException {
        return new PreviewReader().preview(message);
    }

    private Preview preview(InputStream message) throws IOException {
        Limited octets = new Limited(message, LOOKED_AT);
        tokens.parse(octets);
        try {
            boolean top = true;
            while (trouble.isEmpty() && tokens.getState() != EntityState.T_END_OF_STREAM) {
                top = token(top);
                tokens.next();
            }
        } catch (MimeException e) {
            trouble = Optional.of("the message is damaged here, what follows is not shown");
        }
        if (octets.ended) {
            trouble = Optional.of("only the first " + LOOKED_AT / 1_000_000 + " MB were looked at");
        }
        List<Preview.Field> fields = SHOWN.stream()
                .filter(header::containsKey)
                .map(name -> new Preview.Field(name, header.getOrDefault(name, "")))
                .toList();
        boolean more = parts.size() > Preview.MOST_PARTS;
        return new Preview(
                fields,
                text,
                source,
                cut,
                more ? parts.subList(0, Preview.MOST_PARTS) : parts,
                trouble.or(() -> more
                        ? Optional.of(
                                "there are " + parts.size() + " parts, the first " + Preview.MOST_PARTS + " are listed")
                        : Optional.empty()));
    }

    /** Looks at one token; whether the next one still belongs to the message's own header. */
    private boolean token(boolean top) throws IOException {
        switch (tokens.getState()) {
            case T_START_HEADER -> ofPart = new LinkedHashMap<>();
            case T_FIELD -> field(top);
            case T_END_HEADER -> {
                return false;
            }
            case T_START_MULTIPART -> {
                if (++depth > DEEPEST) {
                    trouble = Optional.of("there are more than " + DEEPEST + " multiparts inside each other");
                }
            }
            case T_END_MULTIPART -> depth--;
            case T_BODY -> body();
            default -> {
                // preamble, epilogue and the edges of parts say nothing
            }
        }
        return top;
    }

    private void field(boolean top) {
        String name = tokens.getField().getName();
        String value = tokens.getField().getBody();
        ofPart.putIfAbsent(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
        if (top && value != null) {
            SHOWN.stream().filter(name::equalsIgnoreCase).forEach(known -> header.putIfAbsent(known, decoded(value)));
        }
    }

    private static String decoded(String value) {
        String unfolded = value.replaceAll("\r?\n[ \t]?", " ").strip();
        String decoded = DecoderUtil.decodeEncodedWords(unfolded, DecodeMonitor.SILENT, StandardCharsets.UTF_8);
        return shortened(VisibleText.line(decoded), LONGEST_VALUE);
    }

    private static String shortened(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "…" : text;
    }

    private void body() throws IOException {
        if (++number > MOST_PARTS) {
            trouble = Optional.of("there are more than " + MOST_PARTS + " parts");
            return;
        }
        String type = tokens.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT);
        Optional<String> name = name();
        boolean attached = name.isPresent()
                || ofPart.getOrDefault("content-disposition", "")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .startsWith("attachment");
        boolean plain = type.equals("text/plain") && source != Source.PLAIN;
        boolean html = type.equals("text/html") && source == Source.NONE;
        if (!attached && (plain || html)) {
            text(plain ? Source.PLAIN : Source.HTML);
        } else if (attached || !type.equals("text/html") || source == Source.NONE) {
            parts.add(new Preview.Part(name, shortened(VisibleText.line(type), LONGEST_NAME), size()));
        }
    }

    /** Plain text goes before HTML, wherever it stands. */
    private void text(Source of) throws IOException {
        try (Reader reader = new InputStreamReader(tokens.getDecodedInputStream(), charset())) {
            StringBuilder read = new StringBuilder();
            int most = of == Source.HTML ? 8 * Preview.LONGEST : Preview.LONGEST;
            char[] buffer = new char[8192];
            int got = reader.read(buffer);
            while (got >= 0 && read.length() <= most) {
                read.append(buffer, 0, got);
                got = reader.read(buffer);
            }
            String words = VisibleText.lines(of == Source.HTML ? HtmlWords.of(read) : read.toString());
            cut = got >= 0 || words.length() > Preview.LONGEST;
            text = words.length() > Preview.LONGEST ? words.substring(0, Preview.LONGEST) : words;
            source = of;
        }
    }

    private Charset charset() {
        try {
            return Optional.ofNullable(tokens.getBodyDescriptor().getCharset())
                    .map(Charset::forName)
                    .filter(charset -> !charset.equals(StandardCharsets.US_ASCII))
                    .orElse(StandardCharsets.UTF_8); // which contains it
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.ISO_8859_1; // every octet is a character
        }
    }

    private long size() throws IOException {
        try (InputStream decoded = tokens.getDecodedInputStream()) {
            long size = 0;
            byte[] buffer = new byte[8192];
            for (int got = decoded.read(buffer); got >= 0; got = decoded.read(buffer)) {
                size += got;
            }
            return size;
        }
    }

    /** The file name: of the disposition, else of the type (RFC 2183 §2.3). */
    private Optional<String> name() {
        Optional<String> name = Optional.empty();
        if (parsed("Content-Disposition") instanceof ContentDispositionField disposition) {
            name = Optional.ofNullable(disposition.getFilename());
        }
        if (name.isEmpty() && parsed("Content-Type") instanceof ContentTypeField type) {
            name = Optional.ofNullable(type.getParameter("name"));
        }
        return name.map(found -> DecoderUtil.decodeEncodedWords(found, DecodeMonitor.SILENT, StandardCharsets.UTF_8))
                .map(found -> shortened(VisibleText.line(found), LONGEST_NAME))
                .filter(found -> !found.isBlank());
    }

    private @org.jspecify.annotations.Nullable Object parsed(String field) {
        String value = ofPart.get(field.toLowerCase(Locale.ROOT));
        try {
            return value == null ? null : LenientFieldParser.parse(field + ": " + value);
        } catch (MimeException e) {
            return null; // it has no name then
        }
    }

    /** The first octets of a stream. */
    private static final class Limited extends java.io.FilterInputStream {
        private long left;
        private boolean ended;

        Limited(InputStream in, long most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (left <= 0) {
                ended = ended || super.read() >= 0;
                return -1;
            }
            int got = super.read(octets, offset, (int) Math.min(length, left));
            left -= Math.max(got, 0);
            return got;
        }
    }
}
