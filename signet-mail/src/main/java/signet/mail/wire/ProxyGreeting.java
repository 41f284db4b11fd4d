package signet.mail.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import signet.mail.Endpoint;
import signet.oauth.OutgoingProxy;
import signet.oauth.SecretEcho;

/**
 * Asks a proxy for a connection: HTTP CONNECT (RFC 9110 §9.3.6) or SOCKS version 5 (RFC 1928, RFC 1929). The mail host's
 * name is resolved by the proxy. Reads not one octet more than the proxy's answer.
 */
final class ProxyGreeting {
    private static final int HEAD_LIMIT = 16 * 1024;
    private static final String[] SOCKS_REFUSALS = {
        "",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "time to live expired",
        "CONNECT is not supported",
        "this kind of address is not supported"
    };

    private final OutgoingProxy proxy;
    private final Endpoint endpoint;
    private final Pipe pipe;
    private final Deadline deadline;

    ProxyGreeting(OutgoingProxy proxy, Endpoint endpoint, Pipe pipe, Deadline deadline) {
        this.proxy = proxy;
        this.endpoint = endpoint;
        this.pipe = pipe;
        this.deadline = deadline;
    }

    void ask() throws IOException {
        switch (proxy.kind()) {
            case HTTP -> http();
            case SOCKS5 -> socks();
        }
    }

    private void http() throws IOException {
        StringBuilder request = new StringBuilder();
        request.append("CONNECT ")
                .append(endpoint)
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint)
                .append("\r\n");
        if (proxy.login().isPresent()) {
            OutgoingProxy.Login login = proxy.login().get();
            byte[] pair = (login.user() + ":" + login.password().reveal()).getBytes(StandardCharsets.UTF_8);
            request.append("Proxy-Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(pair))
                    .append("\r\n");
        }
        send(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        String head = head();
        String status = unechoed(head.lines().findFirst().orElse(""));
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d( .*)?")) {
            throw new IOException("it answers \"" + status + "\""
                    + (status.contains(" 407") ? ": it wants another login, or any" : ""));
        }
    }

    /** What the proxy said, fit to be shown: without our password, should it have repeated that, and not endless. */
    private String unechoed(String said) {
        String clean = proxy.login()
                .map(login -> new SecretEcho(login.password()).masked(said))
                .orElse(said)
                .replaceAll("[\\p{Cc}\\p{Cf}]+", " ");
        return clean.substring(0, Math.min(clean.length(), 100));
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < HEAD_LIMIT) {
            head.append((char) receive(1)[0]);
            if (head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                return head.toString();
            }
        }
        throw new IOException("its answer is longer than " + HEAD_LIMIT + " octets");
    }

    private void socks() throws IOException {
        send(proxy.login().isPresent() ? new byte[] {5, 2, 0, 2} : new byte[] {5, 1, 0});
        byte[] choice = receive(2);
        if (choice[0] != 5) {
            throw new IOException("it does not speak SOCKS 5");
        }
        if (choice[1] == 2 && proxy.login().isPresent()) {
            socksLogin(proxy.login().get());
        } else if (choice[1] != 0) {
            throw new IOException("it accepts none of our ways to log in");
        }
        byte[] host = endpoint.host().getBytes(StandardCharsets.US_ASCII);
        send(ByteBuffer.allocate(7 + limit(host.length))
                .put(new byte[] {5, 1, 0, 3, (byte) host.length})
                .put(host)
                .putShort((short) endpoint.port())
                .array());
        byte[] answer = receive(4);
        if (answer[1] != 0) {
            int code = answer[1] & 0xFF;
            throw new IOException(
                    "it answers " + (code < SOCKS_REFUSALS.length ? SOCKS_REFUSALS[code] : "code " + code));
        }
        int length = switch (answer[3]) {
            case 1 -> 4;
            case 4 -> 16;
            default -> receive(1)[0] & 0xFF;
        };
        receive(length + 2);
    }

    private void socksLogin(OutgoingProxy.Login login) throws IOException {
        byte[] user = login.user().getBytes(StandardCharsets.UTF_8);
        byte[] password = login.password().reveal().getBytes(StandardCharsets.UTF_8);
        send(ByteBuffer.allocate(3 + limit(user.length) + limit(password.length))
                .put((byte) 1)
                .put((byte) user.length)
                .put(user)
                .put((byte) password.length)
                .put(password)
                .array());
        if (receive(2)[1] != 0) {
            throw new IOException("it refuses user name or password");
        }
    }

    private static int limit(int length) throws IOException {
        if (length > 255) {
            throw new IOException("SOCKS takes names and passwords of at most 255 octets");
        }
        return length;
    }

    private void send(byte[] octets) throws IOException {
        pipe.write(ByteBuffer.wrap(octets), deadline);
    }

    private byte[] receive(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (pipe.read(buffer, deadline) < 0) {
                throw new EOFException("it closed the connection");
            }
        }
        return buffer.array();
    }
}
