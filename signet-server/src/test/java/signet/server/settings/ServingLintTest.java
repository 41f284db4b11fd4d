package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Finding;
import signet.mail.TlsMode;
import signet.oauth.Problem.Severity;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** What is refused in listeners, logins and the sections of the server, and whom it disables. */
class ServingLintTest {
    private static final NewKeyPair PAIR = new CertificateMaker(new SecureRandom())
            .make(new CertificateOrder("CN=mail.b.example", Duration.ofDays(400), 2048, Optional.empty()), Reading.NOW);

    private static final String OTHER_KEY = pem(keyPair("RSA", 2048));

    private static final String ACCOUNTS = """
            accounts:
              portal: {address: a@b.example, password: env:P, smtp: {host: mail.b.example}}
              reader: {address: r@b.example, password: env:P, imap: {host: mail.b.example}}
            """;
    private static final String TLS = "certificate: file:certificate.pem, private-key: file:key.pem";

    @TempDir
    Path directory;

    @BeforeEach
    void files() throws IOException {
        PAIR.write(directory);
        Files.writeString(directory.resolve("other.pem"), OTHER_KEY);
        Files.writeString(
                directory.resolve("sec1.pem"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    }

    private static KeyPair keyPair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private SettingsReading read(String yaml) throws IOException {
        return new Reading(
                        directory, Map.of("P", "hunter22", "GOOD", "long-enough", "HOOK", "https://h.example/CANARY"))
                .of(yaml);
    }

    private static Finding finding(SettingsReading reading, String code) {
        return reading.findings().stream()
                .filter(f -> f.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError(reading.findings().toString()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "address: 0.0.0.0                          | listener-without-tls           | certificate:",
                "address: '::'                             | listener-without-tls           | 127.0.0.1",
                "address: 10.0.0.5, tls: none              | listener-without-tls           | certificate:",
                "address: 10.0.0.5, tls: none, TLS         | listener-without-tls           | certificate:",
                "address: 10.0.0.5, tls: starttls          | listener-without-certificate   | certificate:",
                "address: mail.b.example                   | settings-address               | IP address",
                "address: 300.0.0.1                        | settings-address               | 127.0.0.1",
                "port: 0                                   | settings-wrong-value           | 1 to 65535",
                "port: 70000                               | settings-wrong-value           | 1 to 65535",
                "certificate: file:certificate.pem         | settings-tls-half              | private-key",
                "private-key: file:key.pem                 | settings-tls-half              | no certificate",
                "certificate: file:none.pem, private-key: file:key.pem   | settings-file-unreadable | does not exist",
                "certificate: file:certificate.pem, private-key: file:other.pem | settings-tls-pair | does not belong",
                "certificate: file:certificate.pem, private-key: file:sec1.pem  | settings-tls-key  | openssl pkcs8",
                "certificate: file:key.pem, private-key: file:key.pem    | key-in-certificate-field | certificate",
                "hostname: 'mail b.example'                | listener-hostname              | full name",
                "line-ends: mend                           | settings-wrong-value           | reject, normalize",
                "relay: {account: portal}                  | relay-networks-missing         | 10.20.0.0/24",
                "relay: {networks: 10.0.0.0/8}             | relay-account-missing          | account:",
                "relay: {networks: 10.0.0.0/8, account: portla} | settings-account-unknown  | Did you mean 'portal'?",
                "relay: {networks: 10.0.0.0/8, account: reader} | settings-account-not-sending | smtp: {}",
                "relay: {networks: 10.0.0.1/8, account: portal} | settings-network          | bits behind the prefix",
                "relay: {networks: printers, account: portal}   | settings-network          | 10.20.0.0/16"
            })
    @Tag("B56")
    void aFaultInAListenerDisablesThatListenerAlone(String listener, String code, String says) throws IOException {
        String yaml = ACCOUNTS + "listeners:\n  smtp:\n    - {port: 2600}\n    - {port: 2601, "
                + listener.replace("port: 0", "tls: none")
                        .replace(", TLS", ", " + TLS)
                        .replace("port: 70000", "tls: none")
                + "}\n";
        if (listener.startsWith("port:")) {
            yaml = ACCOUNTS + "listeners:\n  smtp:\n    - {port: 2600}\n    - {" + listener + "}\n";
        }
        SettingsReading reading = read(yaml);

        Finding finding = finding(reading, code);
        assertEquals(Severity.ERROR, finding.severity());
        assertTrue((finding.summary() + finding.remedy()).contains(says), finding::toString);
        assertTrue(finding.summary().startsWith("signet.yaml:7:"), finding::summary);
        Serving serving = Reading.settings(reading).serving();
        assertEquals(
                List.of(2600),
                serving.listeners().stream().map(ConfiguredListener::port).toList());
        assertTrue(serving.usable());
        assertTrue(Reading.account(reading, "portal").usable());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "0.0.0.0/1",
                "128.0.0.0/1",
                "10.0.0.0/7",
                "8.0.0.0/8",
                "203.0.113.0/24",
                "203.0.113.7",
                "100.64.0.0/10",
                "192.168.0.0/15",
                "fc00::/7",
                "fd00::/31",
                "2001:db8::/32",
                "2000::/3",
                "::ffff:0:0/96"
            })
    @Tag("B59")
    void anOpenRelayCannotBeExpressed(String network) throws IOException {
        SettingsReading reading =
                read(ACCOUNTS + "listeners:\n  smtp: {relay: {networks: ['" + network + "'], account: portal}}\n");

        assertTrue(Reading.settings(reading).serving().listeners().isEmpty(), reading::toString);
        assertTrue(
                Reading.places(reading).contains("5 relay-network-open")
                        || Reading.places(reading).contains("5 settings-network"),
                reading::toString);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"10.0.0.0/8", "172.16.0.0/12", "192.168.7.0/24", "10.1.2.3", "fd00:20::/32", "::1"})
    void theOrganisationsOwnNetworksMayRelay(String network) throws IOException {
        SettingsReading reading =
                read(ACCOUNTS + "listeners:\n  smtp: {relay: {networks: ['" + network + "'], account: portal}}\n");

        RelayRule rule = Reading.settings(reading)
                .serving()
                .listeners()
                .getFirst()
                .relay()
                .getFirst();
        assertEquals("portal", rule.account());
        assertFalse(reading.hasErrors(), reading::toString);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"0.0.0.0, true", "'\"::\"', true", "203.0.113.5, true", "10.0.0.5, false", "127.0.0.1, false"})
    @Tag("B59")
    void relayingIsForListenersOnAPrivateAddress(String address, boolean refused) throws IOException {
        SettingsReading reading = read(ACCOUNTS + "listeners:\n  smtp: {address: " + address + ", " + TLS
                + ", relay: {networks: 10.0.0.0/8, account: portal}}\n");

        assertEquals(refused, Reading.places(reading).contains("5 relay-on-public-address"), reading::toString);
        assertEquals(refused, Reading.settings(reading).serving().listeners().isEmpty());
    }

    /** Without the one that is told of every listener here: that nobody has a login. */
    private static List<String> ofListeners(SettingsReading reading) {
        return Reading.places(reading).stream()
                .filter(place -> !place.endsWith(" listener-without-logins"))
                .toList();
    }

    @Test
    void theTlsOfAListenerIsReadWithItsChain() throws IOException {
        SettingsReading reading =
                read("listeners:\n  smtp: [{address: 0.0.0.0, " + TLS + "}, {port: 465, " + TLS + "}]\n");

        List<ConfiguredListener> listeners = Reading.settings(reading).serving().listeners();
        assertEquals(TlsMode.STARTTLS, listeners.getFirst().tls());
        assertEquals(TlsMode.IMPLICIT, listeners.get(1).tls());
        assertEquals(
                List.of(PAIR.keyPair().certificate()),
                listeners.getFirst().identity().orElseThrow().chain());
        assertEquals(List.of("2 listener-port-privileged"), ofListeners(reading));
    }

    @Test
    void aCertificateThatHasEndedDrawsAWarningAndGoesOn() throws IOException {
        Files.writeString(directory.resolve("signet.yaml"), "listeners:\n  smtp: {" + TLS + "}\n");
        SettingsReading reading = new SettingsReader(name -> Optional.empty(), Reading.NOW.plus(Duration.ofDays(401)))
                .read(directory.resolve("signet.yaml"));

        assertEquals(List.of("2 settings-tls-expired"), ofListeners(reading));
        assertEquals(1, Reading.settings(reading).serving().listeners().size());
    }

    @Test
    void anEllipticKeyWillDo() throws Exception {
        KeyPair pair = keyPair("EC", 256);
        X500Name name = new X500Name("CN=mail.b.example");
        byte[] certificate = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Reading.NOW),
                        Date.from(Reading.NOW.plus(Duration.ofDays(90))),
                        name,
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
        Files.writeString(directory.resolve("ec.pem"), pem(pair));
        Files.writeString(
                directory.resolve("ec-certificate.pem"),
                PAIR.certificatePem() + "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate) + "\n-----END CERTIFICATE-----\n");

        SettingsReading reading =
                read("listeners:\n  smtp: {certificate: file:ec-certificate.pem, private-key: file:ec.pem}\n");

        TlsIdentity identity = Reading.settings(reading)
                .serving()
                .listeners()
                .getFirst()
                .identity()
                .orElseThrow();
        assertEquals("EC", identity.key().getAlgorithm());
        assertEquals(pair.getPublic(), identity.chain().getFirst().getPublicKey(), "its own certificate comes first");
        assertEquals(2, identity.chain().size());
    }

    @Test
    @Tag("B56")
    void twoListenersOnOnePort() throws IOException {
        SettingsReading reading = read("listeners:\n  smtp:\n    - {port: 2600}\n    - {port: 2600}\n");

        assertEquals(List.of("4 listener-port-twice"), ofListeners(reading));
        assertEquals(1, Reading.settings(reading).serving().listeners().size());
    }

    @Test
    void imapAndPop3ListenersAreForALaterVersion() throws IOException {
        SettingsReading reading = read("listeners:\n  imap: {port: 1143}\n  pop3: {port: 1110}\n  smtp: {}\n");

        assertEquals(List.of("2 settings-not-used-yet", "3 settings-not-used-yet"), ofListeners(reading));
        assertEquals(1, Reading.settings(reading).serving().listeners().size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "name: x, accounts: portal                                         | login-password-missing",
                "name: x, accounts: portal, password: env:NONE                     | settings-env-missing",
                "name: x, accounts: portal, password: env:GOOD, password-hash: y   | login-password-twice",
                "name: x, accounts: portal, password-hash: hunter22                | login-password-hash",
                "name: x, accounts: portal, password-hash: $argon2i$v=19$m=8       | login-password-hash",
                "name: x, accounts: portal, password: changeme                     | login-password-guessed",
                "name: x, accounts: portal, password: Password                     | login-password-guessed",
                "name: printer-99, accounts: portal, password: printer-99          | login-password-guessed",
                "name: x, accounts: portla, password: env:GOOD                     | settings-account-unknown",
                "name: x, accounts: reader, password: env:GOOD                     | settings-account-not-sending",
                "name: x, password: env:GOOD                                       | login-accounts-missing",
                "accounts: portal, password: env:GOOD                              | settings-missing-key",
                "name: 'a b', accounts: portal, password: env:GOOD                 | login-name",
                "name: '', accounts: portal, password: env:GOOD                    | login-name",
                "name: FIRST, accounts: portal, password: env:GOOD                 | login-name-twice",
                "name: x, aliases: alias-1, accounts: portal, password: env:GOOD   | login-name-twice",
                "name: x, accounts: portal, password: env:GOOD, networks: 10.0.0.1/8 | settings-network",
                "name: x, accounts: portal, password: env:GOOD, senders: '*'       | settings-sender",
                "name: x, accounts: portal, password: env:GOOD, senders: 'a*@b.example' | settings-sender",
                "name: x, accounts: portal, password: env:GOOD, senders: 'a@*.example'  | settings-sender"
            })
    @Tag("B57")
    void aFaultInALoginDisablesThatLoginAlone(String login, String code) throws IOException {
        SettingsReading reading = read(ACCOUNTS + """
                logins:
                  - {name: first, aliases: [alias-1], password: env:GOOD, accounts: portal}
                  - {%s}
                """.formatted(login));

        Finding finding = finding(reading, code);
        assertEquals(Severity.ERROR, finding.severity());
        assertTrue(finding.summary().startsWith("signet.yaml:6:"), finding::summary);
        assertEquals(1, Reading.settings(reading).serving().logins().size());
        assertTrue(Reading.settings(reading).serving().usable());
    }

    @Test
    void aNearNameOfAnAccountIsSuggested() throws IOException {
        SettingsReading reading = read(ACCOUNTS + "alerts:\n  email: {to: p@b.example, through: protal}\n");

        assertEquals(
                "Did you mean 'portal'?",
                finding(reading, "settings-account-unknown").remedy());
        assertEquals(
                Optional.empty(), Reading.settings(reading).serving().alerts().email());
        assertTrue(Reading.settings(reading).serving().usable(), "only the alert is off");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "server: {address: 0.0.0.0}                          | server-without-tls        | behind-proxy",
                "server: {address: signet.b.example}                 | settings-address          | IP address",
                "server: {port: 0}                                   | settings-wrong-value      | 1 to 65535",
                "server: {tls: {}}                                   | server-tls-empty          | certificate:",
                "server: {behind-proxy: proxy.b.example}             | settings-network          | neither",
                "server: {public-url: signet}                        | server-public-url         | https://",
                "server: {database: 'jdbc:postgresql://u:CANARY@db'} | server-database           | SQLite only",
                "server: {database: mysql}                           | server-database           | sqlite",
                "server: {node: Two}                                 | server-node               | lower-case",
                "server: {secrets-key: env:NONE}                     | settings-env-missing      | NONE",
                "server: {secrets-key: file:none.key}                | settings-file-unreadable  | server.secrets-key",
                "retention: {content: 5}                             | settings-wrong-value      | with a unit",
                "limits: {message: 10}                               | settings-wrong-value      | with a unit",
                "limits: {message: 0B}                               | limits-message            | 50MB",
                "limits: {message: 3GB}                              | limits-message            | 2 GB",
                "limits: {recipients: 0}                             | settings-wrong-value      | 1 to"
            })
    @Tag("B57")
    @Tag("B60")
    void aFaultOfTheServerKeepsItFromStartingAndNothingElse(String yaml, String code, String says) throws IOException {
        SettingsReading reading = read(ACCOUNTS + yaml + "\n");

        Finding finding = finding(reading, code);
        assertTrue((finding.summary() + finding.remedy()).contains(says), finding::toString);
        assertTrue(finding.summary().startsWith("signet.yaml:4:"), finding::summary);
        assertFalse(reading.findings().toString().contains("CANARY"));
        Serving serving = Reading.settings(reading).serving();
        assertFalse(serving.usable());
        assertTrue(serving.faults().contains(finding));
        assertTrue(Reading.account(reading, "portal").usable(), "signet send and test go on");
    }

    @Test
    void aServerBehindAProxyOrWithTlsMayBeReached() throws IOException {
        assertFalse(read("server: {address: 0.0.0.0, behind-proxy: 10.0.0.5}\n").hasErrors());
        SettingsReading tls = read("server: {address: 0.0.0.0, tls: {" + TLS + "}}\n");
        assertFalse(tls.hasErrors(), tls::toString);
        assertTrue(Reading.settings(tls).serving().server().web().identity().isPresent());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "webhook: ftp://h.example             | alerts-webhook",
                "webhook: http://h.example/CANARY     | alerts-webhook",
                "webhook: nonsense                    | alerts-webhook",
                "webhook: 'https://CANARY@h.example'  | alerts-webhook",
                "webhook: https://2130706433/CANARY   | alerts-webhook",
                "webhook-secret: 'literal:CANARY-of-23-octets-...' | alerts-webhook-secret",
                "webhook-secret: 'literal:whsec_CANARYCANARYCANARY' | alerts-webhook-secret",
                "webhook-secret: 'literal:whsec_%%%'  | alerts-webhook-secret",
                "email: {to: p@b.example}             | alerts-email",
                "email: {through: portal}             | alerts-email",
                "email: {to: nobody, through: portal} | alerts-email"
            })
    void anAlertThatCannotBeSentIsOff(String line, String code) throws IOException {
        SettingsReading reading = read(ACCOUNTS + "alerts:\n  " + line + "\n");

        Finding finding = finding(reading, code);
        assertEquals(Severity.ERROR, finding.severity());
        assertFalse(reading.findings().toString().contains("CANARY"));
        assertTrue(Reading.settings(reading).serving().usable());
    }

    @Test
    @Tag("B73")
    void aWebhookIsSignedWithTheSecretThatIsGivenAndOffWithoutAGoodOne() throws IOException {
        String url = "  webhook: https://h.example/key\n";
        SettingsReading good =
                read(ACCOUNTS + "alerts:\n" + url + "  webhook-secret: 'literal:a-secret-of-24-octets-..'\n");
        AlertSettings signed = Reading.settings(good).serving().alerts();
        assertTrue(signed.webhook().isPresent() && signed.webhookSecret().isPresent(), good::toString);

        SettingsReading bad = read(ACCOUNTS + "alerts:\n" + url + "  webhook-secret: 'literal:short'\n");
        assertTrue(Reading.settings(bad).serving().alerts().webhook().isEmpty(), "never unsigned by mistake");
    }

    @Test
    @Tag("F10")
    void nothingSecretIsInWhatTheSettingsSayOfThemselves() throws IOException {
        SettingsReading reading = read(ACCOUNTS + """
                logins:
                  - {name: x, accounts: portal, password: env:GOOD}
                alerts: {webhook: env:HOOK}
                listeners: {smtp: {%s}}
                """.formatted(TLS));

        String all = reading.toString();
        assertFalse(all.contains("CANARY") || all.contains("long-enough") || all.contains("hunter22"), all);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "tmpfs, in memory",
        "ramfs, in memory",
        "nfs4, network file system",
        "nfs, network file system",
        "cifs, network file system",
        "overlay, container",
        "ext4, none",
        "xfs, none",
        "apfs, none",
        "NTFS, none"
    })
    @Tag("B61")
    void aDiskThatDoesNotKeepTheQueueIsNamed(String type, String words) {
        String said = DataFolder.ofType(type).map(DataFolder.Weakness::words).orElse("none");

        assertTrue(said.contains(words), said);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'{first: 2h, most: 1h}', true",
        "'{first: 0s}', true",
        "'{first: 1h, give-up-after: 1m}', true",
        "'{first: 1h, most: 1h}', false"
    })
    void theWaitsOfARetryMustFitOneAnother(String retry, boolean refused) throws IOException {
        SettingsReading reading =
                read("accounts:\n  a: {address: a@b.example, password: env:P, smtp: {host: h.example}, retry: " + retry
                        + "}\n");

        assertEquals(refused, Reading.places(reading).contains("2 settings-retry-order"), reading::toString);
        assertEquals(!refused, Reading.account(reading, "a").usable());
    }
}
