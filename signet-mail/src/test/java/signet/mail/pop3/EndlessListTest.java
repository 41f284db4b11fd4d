package signet.mail.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import signet.mail.Account;
import signet.mail.Endpoint;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;

/** A server whose listing has few lines, but long ones, and no end. */
class EndlessListTest {
    @Test
    void aListingHasALimitInOctetsToo() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Future<?> serving = one.submit(() -> list(server));
            Account account = TestAccounts.account(
                    Protocol.POP3,
                    new Endpoint("127.0.0.1", server.getLocalPort(), TlsMode.NONE),
                    TestAccounts.password(),
                    Optional.empty());
            MailException e = assertThrows(MailException.class, () -> Pop3Session.open(account, SessionListener.NONE));
            assertEquals(Fault.Kind.PROTOCOL, e.fault().kind());
            assertTrue(
                    e.fault().message().endsWith("50331648 octets"), e.fault().message());
            serving.get();
        } finally {
            one.shutdownNow();
        }
    }

    /** Until the client hangs up. */
    private static void list(ServerSocket server) {
        byte[] line = ("x".repeat(8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write("+OK hi\r\n+OK here they come\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 20_000; i++) {
                out.write(line);
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).matches("(?i).*(reset|pipe|closed|abort).*"), e.getMessage());
        }
    }
}
