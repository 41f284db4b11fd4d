package signet.mail.wire;

import java.nio.ByteBuffer;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;

/** A wire from which recorded octets are read, in pieces of one size; what is written goes nowhere. */
public final class RecordedWire {
    private RecordedWire() {}

    public static Wire of(Protocol protocol, byte[] octets, int piece) {
        Endpoint endpoint = new Endpoint("recorded.example", 25, TlsMode.NONE);
        Account account = TestAccounts.account(protocol, endpoint, TestAccounts.password(), Optional.empty());
        ByteBuffer left = ByteBuffer.wrap(octets);
        Pipe pipe = new Pipe() {
            @Override
            public int read(ByteBuffer into, Deadline deadline) {
                int count = Math.min(piece, Math.min(into.remaining(), left.remaining()));
                for (int i = 0; i < count; i++) {
                    into.put(left.get());
                }
                return count == 0 ? -1 : count;
            }

            @Override
            public void write(ByteBuffer from, Deadline deadline) {
                from.position(from.limit());
            }

            @Override
            public void close() {}
        };
        return new Wire(pipe, endpoint, account.network(), new Progress(protocol, SessionListener.NONE), true);
    }
}
