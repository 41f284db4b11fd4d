package signet.mail.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Dialer;
import signet.mail.DialogServer;
import signet.mail.Endpoint;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TestAccounts;
import signet.mail.TlsMode;
import signet.oauth.OutgoingProxy;
import signet.oauth.Secret;

class ConnectorTest {
    /** Gives the addresses it was told; {@code silent} ones take their whole time-out, {@code dead} ones refuse. */
    private record ScriptedDialer(List<String> addresses, List<String> tried) implements Dialer {
        @Override
        public List<InetAddress> resolve(String host) throws UnknownHostException {
            if (addresses.isEmpty()) {
                throw new UnknownHostException(host);
            }
            List<InetAddress> all = new ArrayList<>();
            for (String address : addresses) {
                all.add(InetAddress.getByName(address.replaceAll(".*:", "")));
            }
            return all;
        }

        @Override
        public SocketChannel connect(InetSocketAddress address, Duration timeout) throws IOException {
            String host = address.getAddress().getHostAddress();
            tried.add(host + " " + timeout.toMillis());
            if (addresses.contains("silent:" + host)) {
                throw new SocketTimeoutException("connect timed out");
            }
            if (addresses.contains("dead:" + host)) {
                throw new IOException("Connection refused");
            }
            return Dialer.DIRECT.connect(new InetSocketAddress("127.0.0.1", address.getPort()), timeout);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'127.0.0.2', '127.0.0.2 10000'",
        "'dead:127.0.0.2,127.0.0.3', '127.0.0.2 300,127.0.0.3 300'",
        "'silent:127.0.0.2,127.0.0.3', '127.0.0.2 300,127.0.0.3 300'",
        "'silent:127.0.0.2,dead:127.0.0.3,127.0.0.4', '127.0.0.2 300,127.0.0.3 300,127.0.0.4 300'",
    })
    @Tag("P11")
    void everyAddressIsTriedAndASilentOneCostsLittle_F16_F34(String addresses, String tried) throws Exception {
        ScriptedDialer dialer = new ScriptedDialer(List.of(addresses.split(",")), new ArrayList<>());
        try (DialogServer server = DialogServer.play("S: hello\n")) {
            try (Wire wire = Connector.open(
                    dialing(server.account(Protocol.IMAP, TlsMode.NONE, TestAccounts.password()), dialer),
                    Protocol.IMAP,
                    SessionListener.NONE)) {
                assertEquals("hello", wire.readLine(80));
            }
            server.verify();
        }
        assertEquals(List.of(tried.split(",")), dialer.tried());
    }

    @ParameterizedTest
    @CsvSource({
        "'', UNKNOWN_HOST, RESOLVE, 'no address is known for localhost', 0",
        "'dead:127.0.0.2,dead:127.0.0.3', NETWORK, CONNECT, '127.0.0.2 Connection refused; 127.0.0.3 Connection refused', 2",
        "'silent:127.0.0.2,silent:127.0.0.3', TIMEOUT, CONNECT, 'timed out', 4",
        "'silent:127.0.0.2,dead:127.0.0.3', NETWORK, CONNECT, 'refused; 127.0.0.2 connect timed out', 3",
        "'silent:127.0.0.2', TIMEOUT, CONNECT, '127.0.0.2 did not answer within 10000 ms', 1",
    })
    void whenNoAddressAnswersEachIsNamed_F16(String addresses, Fault.Kind kind, Stage stage, String message, int tries)
            throws Exception {
        ScriptedDialer dialer =
                new ScriptedDialer(addresses.isEmpty() ? List.of() : List.of(addresses.split(",")), new ArrayList<>());
        Account account = dialing(
                TestAccounts.account(
                        Protocol.SMTP,
                        new Endpoint("localhost", 25, TlsMode.NONE),
                        TestAccounts.password(),
                        Optional.empty()),
                dialer);
        MailException e =
                assertThrows(MailException.class, () -> Connector.open(account, Protocol.SMTP, SessionListener.NONE));
        assertEquals(kind, e.fault().kind());
        assertEquals(stage, e.fault().stage());
        assertTrue(e.fault().message().contains(message), e.fault().message());
        assertEquals(tries, dialer.tried().size());
    }

    @Test
    @Tag("P14")
    void oauthWithoutTlsIsRefusedEvenOnLoopback() {
        assertConfigurationFault(TestAccounts.bearer("t"), "127.0.0.1", "needs TLS");
    }

    @Test
    void aPasswordWithoutTlsGoesToLoopbackOnly() {
        assertConfigurationFault(TestAccounts.password(), "192.0.2.1", "never sent in clear");
    }

    private static void assertConfigurationFault(Authentication authentication, String host, String message) {
        Account account = TestAccounts.account(
                Protocol.SMTP, new Endpoint(host, 587, TlsMode.NONE), authentication, Optional.empty());
        MailException e =
                assertThrows(MailException.class, () -> Connector.open(account, Protocol.SMTP, SessionListener.NONE));
        assertEquals(Fault.Kind.CONFIGURATION, e.fault().kind());
        assertTrue(e.fault().message().contains(message), e.fault().message());
    }

    @Test
    void anAccountWithoutTheProtocolSaysSo() {
        Account account = new Account(
                "a",
                "a@x",
                TestAccounts.password(),
                Map.of(),
                TestAccounts.account(
                                Protocol.SMTP,
                                new Endpoint("localhost", 25, TlsMode.NONE),
                                TestAccounts.password(),
                                Optional.empty())
                        .network());
        MailException e =
                assertThrows(MailException.class, () -> Connector.open(account, Protocol.POP3, SessionListener.NONE));
        assertEquals("account a has no pop3 endpoint", e.fault().message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // HTTP CONNECT: the greeting may come in the same packet as the proxy's answer
                "HTTP | false | C: CONNECT mail.invalid:993 HTTP/1.1;C: Host: mail.invalid:993;C:;S: HTTP/1.1 200 OK;S:;S: hello",
                "HTTP | true | C: CONNECT mail.invalid:993 HTTP/1.1;C: Host: mail.invalid:993;C: Proxy-Authorization: Basic"
                        + " dTpwdw==;C:;S> HTTP/1.1 200 Connection established\\r\\nVia: x\\r\\n\\r\\nhello\\r\\n",
                "SOCKS5 | false | C* 3;S> \\x05\\0;C* 19;S> \\x05\\0\\0\\x01\\x0a\\0\\0\\x01\\x04\\x38hello\\r\\n",
                "SOCKS5 | true | C* 4;S> \\x05\\x02;C* 6;S> \\x01\\0;C* 19;S> \\x05\\0\\0\\x03\\x01x\\x04\\x38;S: hello",
            })
    void aProxyResolvesTheNameAndConnects(OutgoingProxy.Kind kind, boolean login, String dialog) throws Exception {
        try (DialogServer proxy = DialogServer.play(dialog.replace(';', '\n'))) {
            Account account = behind(kind, proxy.port(), login);
            try (Wire wire = Connector.open(account, Protocol.IMAP, SessionListener.NONE)) {
                assertEquals("hello", wire.readLine(80));
            }
            proxy.verify();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP | C: CONNECT mail.invalid:993 HTTP/1.1;C: Host: mail.invalid:993;C:;S: HTTP/1.1 407 Proxy Authentication"
                        + " Required;S: | 407",
                "HTTP | CLOSE | closed",
                "SOCKS5 | C* 3;S> \\x05\\xff | accepts none of our ways",
                "SOCKS5 | C* 3;S> \\x05\\0;C* 19;S> \\x05\\x05\\0\\x01\\0\\0\\0\\0\\0\\0 | connection refused",
                "SOCKS5 | C* 3;S> HTTP/1.0 400 | does not speak SOCKS 5",
            })
    void aProxyThatRefusesSaysWhy(OutgoingProxy.Kind kind, String dialog, String message) throws Exception {
        try (DialogServer proxy = DialogServer.play(dialog.replace(';', '\n'))) {
            Account account = behind(kind, proxy.port(), false);
            MailException e = assertThrows(
                    MailException.class, () -> Connector.open(account, Protocol.IMAP, SessionListener.NONE));
            assertEquals(Fault.Kind.NETWORK, e.fault().kind());
            assertEquals(Stage.CONNECT, e.fault().stage());
            assertTrue(e.fault().message().contains(message), e.fault().message());
        }
    }

    @Test
    void aRefusedPortIsOneSentence() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = closed.getLocalPort();
        }
        Account account = TestAccounts.account(
                Protocol.SMTP,
                new Endpoint("127.0.0.1", port, TlsMode.STARTTLS),
                TestAccounts.bearer("t"),
                Optional.empty());
        MailException e =
                assertThrows(MailException.class, () -> Connector.open(account, Protocol.SMTP, SessionListener.NONE));
        assertEquals(Fault.Kind.NETWORK, e.fault().kind());
        assertTrue(e.fault().message().contains("Connection refused"), e.fault().message());
    }

    private static Account behind(OutgoingProxy.Kind kind, int port, boolean login) {
        Optional<OutgoingProxy.Login> user =
                login ? Optional.of(new OutgoingProxy.Login("u", Secret.of("pw"))) : Optional.empty();
        return TestAccounts.account(
                Protocol.IMAP,
                new Endpoint("mail.invalid", 993, TlsMode.STARTTLS),
                TestAccounts.bearer("t"),
                Optional.of(new OutgoingProxy(kind, "127.0.0.1", port, user)));
    }

    private static Account dialing(Account account, Dialer dialer) {
        Network n = account.network();
        return TestAccounts.with(
                account, new Network(n.trust(), n.proxy(), n.timeouts(), n.localName(), dialer, n.clock()));
    }
}
