package signet.server.console;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Our two cookies. {@code __Host-} (RFC 6265bis §4.1.3.2) binds them to this host, its root path and TLS. */
final class Cookies {
    private final String prefix;
    private final String attributes;

    /** @param secure whether the browser speaks TLS with us, directly or through a trusted proxy */
    Cookies(boolean secure) {
        prefix = secure ? "__Host-signet" : "signet";
        attributes = "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    /** Of who is logged in. */
    String session() {
        return prefix.startsWith("__Host-") ? prefix : prefix + "-session";
    }

    /** Of who is about to log in: binds the form to the browser. */
    String visitor() {
        return prefix + "-visitor";
    }

    /** The only value; with two of the same name neither counts. */
    static Optional<String> value(HttpServletRequest request, String name) {
        Cookie[] all = request.getCookies();
        List<String> values = all == null
                ? List.of()
                : Stream.of(all)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .toList();
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    void set(HttpServletResponse response, String name, String value) {
        response.addHeader("Set-Cookie", name + "=" + value + attributes);
    }

    void clear(HttpServletResponse response, String name) {
        response.addHeader("Set-Cookie", name + "=; Max-Age=0" + attributes);
    }
}
