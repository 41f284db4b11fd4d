package signet.oauth;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy on loopback: HTTP CONNECT or SOCKS 5, with or without a login, an independent reading of the RFCs. */
final class ScriptedProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final OutgoingProxy.Kind kind;
    private final Optional<String> login;

    /** A proxy that wants {@code user:password}, if anything. */
    ScriptedProxy(OutgoingProxy.Kind kind, Optional<String> login) {
        this.kind = kind;
        this.login = login;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        threads.execute(this::listen);
    }

    OutgoingProxy outgoing(Optional<OutgoingProxy.Login> with) {
        return new OutgoingProxy(kind, "127.0.0.1", listener.getLocalPort(), with);
    }

    /** What was asked for, as {@code host:port}. */
    List<String> targets() {
        return targets;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            Optional<String> target = kind == OutgoingProxy.Kind.HTTP
                    ? http(in, client.getOutputStream())
                    : socks(in, client.getOutputStream());
            if (target.isPresent()) {
                targets.add(target.get());
                int port = Integer.parseInt(target.get().replaceAll(".*:", ""));
                try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    threads.execute(() -> pump(client, upstream));
                    upstream.getInputStream().transferTo(client.getOutputStream());
                }
            }
        } catch (IOException gone) {
            System.getLogger("test").log(System.Logger.Level.DEBUG, "tunnel closed", gone);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            System.getLogger("test").log(System.Logger.Level.DEBUG, "tunnel closed", gone);
        }
    }

    private Optional<String> http(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        String wanted = login.map(who -> "Proxy-Authorization: Basic "
                        + Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8)) + "\r\n")
                .orElse("");
        if (!head.toString().contains(wanted)) {
            out.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            return Optional.empty();
        }
        out.write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return Optional.of(head.toString().split(" ")[1]);
    }

    private Optional<String> socks(DataInputStream in, OutputStream out) throws IOException {
        in.readUnsignedByte();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        int method = login.isPresent() ? 2 : 0;
        boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(method) >= 0;
        out.write(new byte[] {5, (byte) (offered ? method : 0xFF)});
        if (!offered || (method == 2 && !loggedIn(in, out))) {
            return Optional.empty();
        }
        in.readNBytes(3);
        if (in.readUnsignedByte() != 3) {
            out.write(new byte[] {5, 8, 0, 1, 0, 0, 0, 0, 0, 0});
            return Optional.empty();
        }
        String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
        int port = in.readUnsignedShort();
        out.write(new byte[] {5, (byte) (host.equals("forbidden.example") ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0});
        return host.equals("forbidden.example") ? Optional.empty() : Optional.of(host + ":" + port);
    }

    private boolean loggedIn(DataInputStream in, OutputStream out) throws IOException {
        in.readUnsignedByte();
        String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        boolean right = login.equals(Optional.of(user + ":" + password));
        out.write(new byte[] {1, (byte) (right ? 0 : 1)});
        return right;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
