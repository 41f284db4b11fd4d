package signet.oauth;

import com.nimbusds.jose.util.Base64;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds PEM blocks (RFC 7468) in text as people paste it: with a byte order mark, CRLF, words before, quotes around,
 * {@code \n} written out, or dashes and blanks that a web page or word processor made prettier. Lines are counted after
 * {@code \n} became a line break.
 */
final class PemText {
    static final int LARGEST = 1_000_000;

    /** A chain has three or four certificates; more blocks would only cost time. */
    private static final int MOST_BLOCKS = 100;

    // every repetition below is bounded: a megabyte of dashes or backslashes must not take quadratic time
    private static final Pattern BEGIN =
            Pattern.compile("-[ \t]{0,8}BEGIN[ \t]{1,8}([A-Z0-9][A-Z0-9 ]{1,40}?)[ \t]{0,8}-{1,8}");
    private static final Pattern NOT_BASE64 = Pattern.compile("[^A-Za-z0-9+/=\\s]");
    private static final Pattern HEADER = Pattern.compile("(?m)^[ \t]*(Proc-Type|DEK-Info|[A-Z][A-Za-z0-9-]*):[^\n]*$");

    private final String text;
    private final boolean cleaned;

    private PemText(String text, boolean cleaned) {
        this.text = text;
        this.cleaned = cleaned;
    }

    /**
     * One block.
     *
     * @param label   what stands after BEGIN
     * @param line    number of the BEGIN line, from 1
     * @param headers lines such as {@code Proc-Type}, of before RFC 7468
     * @param content decoded, or why that was not possible
     */
    record Block(String label, int line, String headers, Optional<byte[]> content, Optional<Problem> problem) {
        boolean is(String... labels) {
            return List.of(labels).contains(label);
        }

        /** For sentences: {@code BEGIN PRIVATE KEY of line 1}. */
        String words() {
            return "BEGIN " + label + " of line " + line;
        }
    }

    static PemText of(String pasted) {
        String plain = pasted.replaceAll("[\\p{Cf}\\uFEFF]", "")
                .replaceAll("(\\\\{1,4}r)?\\\\{1,4}n|\\\\{1,4}r", "\n")
                .replaceAll("\r\n?", "\n")
                .replaceAll("[\\p{Zs}\\u0085]", " ")
                .replaceAll("[\\p{Pd}\\u2212\\u00AD]", "-")
                .replaceAll("[\"'`\\p{Pi}\\p{Pf}\\u201E\\u201A\\u2032\\u2033]", "");
        String visible = pasted.replaceAll("\r\n?", "\n");
        return new PemText(plain, !plain.equals(visible.startsWith("\uFEFF") ? visible.substring(1) : visible));
    }

    /** Whether something had to be repaired that PEM does not allow (a byte order mark and CRLF are not worth a word). */
    boolean cleaned() {
        return cleaned;
    }

    /** Whether this is a binary file read as text: DER and PKCS#12 begin with 0x30 0x8x, a Java key store with 0xFEED. */
    boolean binary() {
        return text.chars()
                .limit(2_000)
                .anyMatch(c -> c == 0xFFFD || (c < 0x20 && c != '\n' && c != '\t' && c != '\f'));
    }

    boolean blank() {
        return text.isBlank();
    }

    /** Whether it looks like base64 whose BEGIN line is missing. */
    boolean bareBase64() {
        return text.strip().startsWith("MI") && text.strip().length() > 60;
    }

    /** All blocks, in order. */
    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int at = 0;
        while (blocks.size() < MOST_BLOCKS && begin.find(at)) {
            Matcher next = BEGIN.matcher(text);
            int limit = next.find(begin.end()) ? next.start() : text.length();
            String label = begin.group(1).strip();
            Matcher end = Pattern.compile("-{1,8}[ \t]{0,8}END[ \t]{1,8}" + label + "[ \t]{0,8}-{1,8}")
                    .matcher(text)
                    .region(begin.end(), limit);
            boolean ended = end.find();
            int stop = ended ? end.start() : limit;
            blocks.add(block(label, begin.start(), begin.end(), stop, ended));
            at = ended ? end.end() : limit;
        }
        return blocks;
    }

    private Block block(String label, int start, int from, int to, boolean ended) {
        String inside = text.substring(from, to);
        StringBuilder headers = new StringBuilder();
        Matcher header = HEADER.matcher(inside);
        while (header.find()) {
            headers.append(header.group().strip()).append('\n');
        }
        int line = lineOf(start);
        if (!ended) {
            return broken(
                    label,
                    line,
                    headers,
                    "pem-cut-off",
                    "ends after line " + lastLine(to) + " without its END line: the rest is missing");
        }
        // headers keep their length, so that line numbers of what follows stay right
        String base64 =
                header.reset().replaceAll(found -> " ".repeat(found.group().length()));
        Matcher foreign = NOT_BASE64.matcher(base64);
        if (foreign.find()) {
            return broken(
                    label,
                    line,
                    headers,
                    "pem-bad-character",
                    "has a character in line " + lineOf(from + foreign.start()) + " that is no base64");
        }
        byte[] content = new Base64(base64.replaceAll("\\s", "")).decode();
        if (content.length == 0) {
            return broken(label, line, headers, "pem-empty-block", "has nothing between BEGIN and END");
        }
        Optional<String> cut = Der.shortOf(content);
        return cut.map(shorter -> broken(
                        label,
                        line,
                        headers,
                        "pem-cut-off",
                        "is cut off before its END line in line " + lineOf(to) + ": " + shorter))
                .orElseGet(() -> new Block(label, line, headers.toString(), Optional.of(content), Optional.empty()));
    }

    private static Block broken(String label, int line, StringBuilder headers, String code, String what) {
        Problem problem = new Problem(
                code,
                Problem.Severity.ERROR,
                "The block BEGIN " + label + " of line " + line + " " + what,
                "Copy the whole block again, from the BEGIN line to the END line");
        return new Block(label, line, headers.toString(), Optional.empty(), Optional.of(problem));
    }

    private int lineOf(int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private int lastLine(int to) {
        return lineOf(text.substring(0, to).stripTrailing().length());
    }

    /** Text of others fit for one line of ours. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip();
    }
}
