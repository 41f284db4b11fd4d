package signet.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a handler may read of a request, whether it came over the network or from inside the process. */
interface Asked {
    /** The query as sent, not decoded. */
    Optional<String> query();

    /** All lines of a header, in order. */
    List<String> headers(String name);

    /** Octets of the body; -1 = not announced. */
    long length();

    InputStream open() throws IOException;

    static Asked of(HttpServletRequest request) {
        return new Asked() {
            @Override
            public Optional<String> query() {
                return Optional.ofNullable(request.getQueryString());
            }

            @Override
            public List<String> headers(String name) {
                return Collections.list(request.getHeaders(name));
            }

            @Override
            public long length() {
                return request.getContentLengthLong();
            }

            @Override
            public InputStream open() throws IOException {
                return request.getInputStream();
            }
        };
    }
}
