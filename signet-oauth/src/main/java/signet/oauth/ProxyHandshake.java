package signet.oauth;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Asks a proxy for a tunnel: CONNECT (RFC 9110 §9.3.6) or SOCKS 5 (RFC 1928, login by RFC 1929). */
final class ProxyHandshake {
    private static final int LONGEST_REPLY = 16_384;
    private static final int NO_LOGIN = 0;
    private static final int PASSWORD_LOGIN = 2;

    private final OutgoingProxy proxy;
    private final InputStream in;
    private final OutputStream out;

    private ProxyHandshake(OutgoingProxy proxy, InputStream in, OutputStream out) {
        this.proxy = proxy;
        this.in = in;
        this.out = out;
    }

    static ProxyHandshake of(OutgoingProxy proxy, InputStream in, OutputStream out) {
        return new ProxyHandshake(proxy, in, out);
    }

    /** After this the streams belong to the target. */
    void open(String host, int port) throws IOException {
        switch (proxy.kind()) {
            case HTTP -> connect(host + ":" + port);
            case SOCKS5 -> socks(host, port);
        }
    }

    private void connect(String target) throws IOException {
        String login = proxy.login()
                .map(who -> "Proxy-Authorization: Basic " + basic(who) + "\r\n")
                .orElse("");
        write(("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + login + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        StringBuilder reply = new StringBuilder();
        while (reply.indexOf("\r\n\r\n") < 0) {
            reply.append((char) one());
            if (reply.length() > LONGEST_REPLY) {
                throw refused("its answer is too long");
            }
        }
        String status = reply.substring(0, reply.indexOf("\r\n"));
        if (status.matches("HTTP/1\\.[01] 407.*")) {
            throw refused(
                    proxy.login().isPresent()
                            ? "it refuses user name or password"
                            : "it wants a user name and password");
        }
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
            throw refused("it answered " + PemText.oneLine(unechoed(status, 100)));
        }
    }

    /** What the proxy said, without our password should it have repeated that. */
    private String unechoed(String said, int limit) {
        String clean = proxy.login()
                .map(who -> new SecretEcho(who.password()).masked(said))
                .orElse(said);
        return clean.substring(0, Math.min(clean.length(), limit));
    }

    private static String basic(OutgoingProxy.Login login) {
        String pair = login.user() + ":" + login.password().reveal();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private void socks(String host, int port) throws IOException {
        write(proxy.login().isPresent() ? new byte[] {5, 2, NO_LOGIN, PASSWORD_LOGIN} : new byte[] {5, 1, NO_LOGIN});
        if (one() != 5) {
            throw refused("it does not speak SOCKS 5");
        }
        int method = one();
        if (method == PASSWORD_LOGIN && proxy.login().isPresent()) {
            login(proxy.login().get());
        } else if (method != NO_LOGIN) {
            throw refused(proxy.login().isPresent() ? "it takes no password" : "it wants a user name and password");
        }
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        write(concat(new byte[] {5, 1, 0, 3}, prefixed(name), new byte[] {(byte) (port >> 8), (byte) port}));
        if (one() != 5) {
            throw refused("its answer is no SOCKS 5");
        }
        int code = one();
        if (code != 0) {
            throw refused(reason(code));
        }
        one();
        int type = one();
        // the address it bound, which nobody needs: IPv4, a name, or IPv6, and a port
        int length = type == 1 ? 4 : type == 3 ? one() : type == 4 ? 16 : 0;
        for (int i = 0; i < length + 2; i++) {
            one();
        }
    }

    private void login(OutgoingProxy.Login login) throws IOException {
        byte[] user = login.user().getBytes(StandardCharsets.UTF_8);
        byte[] password = login.password().reveal().getBytes(StandardCharsets.UTF_8);
        write(concat(new byte[] {1}, prefixed(user), prefixed(password)));
        one();
        if (one() != 0) {
            throw refused("it refuses user name or password");
        }
    }

    private byte[] prefixed(byte[] text) throws IOException {
        if (text.length == 0 || text.length > 255) {
            throw refused("SOCKS 5 takes names and passwords of 1 to 255 bytes");
        }
        return concat(new byte[] {(byte) text.length}, text, new byte[0]);
    }

    private static byte[] concat(byte[] first, byte[] second, byte[] third) {
        byte[] all = new byte[first.length + second.length + third.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }

    private static String reason(int code) {
        return switch (code) {
            case 2 -> "its rules forbid this connection";
            case 3 -> "the network cannot be reached from it";
            case 4 -> "the host cannot be reached from it";
            case 5 -> "the host refuses the connection";
            default -> "SOCKS error " + code;
        };
    }

    private void write(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    private int one() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException(where() + " closed the connection during its handshake");
        }
        return octet;
    }

    private IOException refused(String why) {
        return new IOException(where() + " opens no tunnel: " + why);
    }

    private String where() {
        return "the proxy " + proxy.host() + ":" + proxy.port();
    }
}
