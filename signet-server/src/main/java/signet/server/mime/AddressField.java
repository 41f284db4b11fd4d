package signet.server.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of a From, Sender or Reply-To field (RFC 5322 §3.4): names and comments are passed over, every address is a
 * {@link StrictAddress}. Groups and routes are refused. One pass, no recursion.
 */
final class AddressField {
    private static final int DEEPEST_COMMENT = 20;

    private final String text;
    private final List<StrictAddress> addresses = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private int at;

    private AddressField(String text) {
        this.text = text;
    }

    /** The addresses of an unfolded value, at least one; empty where it cannot be read. */
    static Optional<List<StrictAddress>> read(String value) {
        AddressField field = new AddressField(value);
        return field.readList() && !field.addresses.isEmpty()
                ? Optional.of(List.copyOf(field.addresses))
                : Optional.empty();
    }

    private boolean readList() {
        while (at < text.length()) {
            if (!readOne()) {
                return false;
            }
        }
        return true;
    }

    /** One element up to its comma or the end. */
    private boolean readOne() {
        plain.setLength(0);
        boolean angled = false;
        while (at < text.length() && text.charAt(at) != ',') {
            char c = text.charAt(at);
            boolean opens = c == '<' && !angled;
            if (!(opens ? readAngled() : readOutside(c, angled))) {
                return false;
            }
            angled |= opens;
        }
        at++; // the comma
        if (angled) {
            return true;
        }
        String bare = plain.toString().strip();
        return bare.isEmpty() || add(bare); // RFC 5322 §4.4: an empty element means nothing
    }

    private boolean readOutside(char c, boolean angled) {
        return switch (c) {
            case '(' -> skipComment();
            case '"' -> !angled && readQuoted();
            case '<', ':', ';', '>', ')' -> false;
            case ' ', '\t' -> keep();
            default -> !angled && keep();
        };
    }

    private boolean keep() {
        if (text.charAt(at) == '[') {
            int end = text.indexOf(']', at);
            if (end < 0) {
                return false;
            }
            plain.append(text, at, end + 1);
            at = end + 1;
            return true;
        }
        plain.append(text.charAt(at++));
        return true;
    }

    private boolean add(String written) {
        Optional<StrictAddress> address = StrictAddress.parse(written, true);
        address.ifPresent(addresses::add);
        return address.isPresent();
    }

    private boolean readAngled() {
        int start = ++at;
        boolean quoted = false;
        while (at < text.length() && (quoted || text.charAt(at) != '>')) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == '"') {
                quoted = !quoted;
            }
            at++;
        }
        if (at >= text.length()) {
            return false;
        }
        return add(text.substring(start, at++).strip());
    }

    private boolean readQuoted() {
        int start = at++;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            return false;
        }
        plain.append(text, start, ++at);
        return true;
    }

    private boolean skipComment() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
            at++;
            if (depth == 0) {
                return true;
            }
            if (depth > DEEPEST_COMMENT) {
                return false;
            }
        }
        return false;
    }
}
