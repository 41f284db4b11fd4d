package signet.simulator.http;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One request, completely read. */
public final class HttpRequest {
    private final String session;
    private final InetAddress remote;
    private final String method;
    private final String target;
    private final Map<String, String> fields;
    private final byte[] body;

    HttpRequest(
            String session, InetAddress remote, String method, String target, Map<String, String> fields, byte[] body) {
        this.session = session;
        this.remote = remote;
        this.method = method;
        this.target = target;
        this.fields = Map.copyOf(fields);
        this.body = body.clone();
    }

    /** Names the connection and the request on it, for the journal. */
    public String session() {
        return session;
    }

    /** The client's address. */
    public InetAddress remote() {
        return remote;
    }

    /** {@code GET}, {@code POST}, … in upper case, as sent. */
    public String method() {
        return method;
    }

    /** The path as sent, without the query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The path's segments, percent-decoded; a leading slash makes no empty segment. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String segment : path().substring(1).split("/", -1)) {
            // URLDecoder is made for forms, where + is a blank; in a path it is itself (RFC 3986 §3.3)
            segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return List.copyOf(segments);
    }

    /** A parameter of the query, decoded; the first of that name. */
    public Optional<String> query(String name) {
        int mark = target.indexOf('?');
        return mark < 0
                ? Optional.empty()
                : Optional.ofNullable(form(target.substring(mark + 1)).get(name));
    }

    /**
     * Reads {@code name=value&…}, percent-decoded (WHATWG URL §5.1), in the order sent; the first of a name counts.
     *
     * @throws IllegalArgumentException when an escape is not one
     */
    public static Map<String, String> form(String encoded) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                form.putIfAbsent(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    /** A header field's value; the name in any case. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body's octets. */
    public byte[] body() {
        return body.clone();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
