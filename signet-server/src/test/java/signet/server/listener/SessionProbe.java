package signet.server.listener;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import signet.mail.TlsMode;

/** A session over octets in memory, with a peer at any address. */
final class SessionProbe {
    private final TestListener test;
    private final ListenerOptions options;
    private final String peer;

    SessionProbe(TestListener test, ListenerOptions options, String peer) {
        this.test = test;
        this.options = options;
        this.peer = peer;
    }

    /** Gives each line when the one before it was answered; everything the server says. */
    String say(String... lines) throws IOException {
        byte[][] groups = new byte[lines.length][];
        for (int i = 0; i < lines.length; i++) {
            groups[i] = Dialog.octets(lines[i] + "\\r\\n");
        }
        return run(new Groups(groups));
    }

    /** Gives all octets in pieces of this size. */
    String run(byte[] octets, int piece) throws IOException {
        return run(new Pieces(octets, piece));
    }

    private String run(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Service service = new Service(
                options, test.reception, test.accounts, test.logins, InstantSource.system(), new Statistics());
        try (Connection connection = new Connection(new Socket(), Duration.ofMinutes(1))) {
            Peer who = new Peer(InetAddress.getByName(peer), 587);
            ClientWire wire = new ClientWire(new StreamLink(in, out));
            try (Session session =
                    new Session(connection, wire, service, who, options.mode() == TlsMode.IMPLICIT, () -> false)) {
                converse(session, wire);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void converse(Session session, ClientWire wire) throws IOException, InterruptedException {
        Session.Next next = session.advance();
        while (next != Session.Next.OVER) {
            if (next == Session.Next.WORK) {
                session.work();
            } else if (!wire.fill()) {
                session.ended();
            }
            next = session.advance();
        }
    }

    /** One group for each read. */
    private static final class Groups extends InputStream {
        private final byte[][] groups;
        private int next;
        private int taken;

        Groups(byte[][] groups) {
            this.groups = groups;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("octet by octet");
        }

        @Override
        public int read(byte[] octets, int offset, int length) {
            if (next == groups.length) {
                return -1;
            }
            byte[] group = groups[next];
            int count = Math.min(length, group.length - taken);
            System.arraycopy(group, taken, octets, offset, count);
            taken += count;
            if (taken == group.length) {
                next++;
                taken = 0;
            }
            return count;
        }
    }

    /** So many octets for each read. */
    private static final class Pieces extends InputStream {
        private final ByteArrayInputStream in;
        private final int piece;

        Pieces(byte[] octets, int piece) {
            this.in = new ByteArrayInputStream(octets);
            this.piece = piece;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] octets, int offset, int length) {
            return in.read(octets, offset, Math.min(length, piece));
        }
    }
}
