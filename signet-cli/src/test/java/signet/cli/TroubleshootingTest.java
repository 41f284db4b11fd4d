package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an administrator looks at when OAuth mail does not work, a row each: what {@code signet check} says of the settings, and
 * what {@code signet explain} says of the lines the mail program wrote into its log.
 */
@Tag("P16")
class TroubleshootingTest {
    private static final String STACK = """
            2026-11-23 10:00:01,004 ERROR [mail-queue] could not send message 4711
            java.lang.RuntimeException: sending failed
            \tat com.example.mail.Sender.send(Sender.java:88)
            Caused by: %s
            \t... 7 more
            """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void pairs() throws Exception {
        for (String name : List.of("one", "other")) {
            Path made = folder.resolve(name);
            Run run = Run.of("cert", "create", "--out", made.toString());
            assertEquals(0, run.status(), run.err());
        }
        Files.writeString(folder.resolve("cut.pem"), cut(folder.resolve("one").resolve("key.pem")));
        expired(folder.resolve("old"));
    }

    private static String cut(Path pem) throws IOException {
        String text = Files.readString(pem);
        return text.substring(0, text.length() / 2);
    }

    /** A pair whose time is over, as it lies on the disk of somebody who forgot it. */
    private static void expired(Path made) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("old.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "old",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=old",
                "-startdate",
                "-400d",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "only-for-this-test");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, keytool.exitValue());
        char[] password = "only-for-this-test".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        Files.createDirectories(made);
        Files.writeString(
                made.resolve("key.pem"),
                pem("PRIVATE KEY", keys.getKey("old", password).getEncoded()));
        Files.writeString(
                made.resolve("certificate.pem"),
                pem("CERTIFICATE", keys.getCertificate("old").getEncoded()));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            From = user name          | username: other@university.example             | one/key.pem | one/certificate.pem   | from-not-username        | jakarta.mail.MessagingException: 554 5.2.252 SendAsDenied; portal@university.example not allowed to send as other@university.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; | smtp-554-5.2.252
            pair in PEM               | smtp: {}                                       | cut.pem     | one/certificate.pem   | pem-cut-off              | java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : algid parse error, not a sequence | client-key-unreadable
            pair matching             | smtp: {}                                       | one/key.pem | other/certificate.pem | key-certificate-mismatch | com.microsoft.aad.msal4j.MsalServiceException: AADSTS700027: Client assertion failed signature validation. | aadsts-700027-signature
            host and port             | smtp: {host: smtp.office365.com, port: 465, tls: implicit} | one/key.pem | one/certificate.pem | port-465       | com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp.office365.com, 465; timeout -1 | client-could-not-connect
            STARTTLS                  | smtp: {tls: none}                              | one/key.pem | one/certificate.pem   | tls-off-with-oauth       | com.sun.mail.smtp.SMTPSendFailedException: 451 5.7.3 STARTTLS is required to send mail [DB9PR02CA0012.eurprd02.prod.outlook.com] | smtp-starttls-required
            registration, permissions | smtp: {}                                       | one/key.pem | one/certificate.pem   |                          | jakarta.mail.AuthenticationFailedException: 535 5.7.3 Authentication unsuccessful [DB9PR02CA0012.eurprd02.prod.outlook.com 2026-11-23T10:00:00.000Z 08DE2A0B0C0D0E0F] | smtp-535-5.7.3
            certificate expired       | smtp: {}                                       | old/key.pem | old/certificate.pem   | certificate-expired      | java.util.concurrent.CompletionException: com.microsoft.aad.msal4j.MsalServiceException: AADSTS700027: The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Found key 'Start=11/23/2024 10:00:00, End=11/23/2025 10:00:00'] | aadsts-700027-expired
            """)
    void isNamedFromTheSettingsAndFromTheLog(
            String bullet,
            String setting,
            String key,
            String certificate,
            String found,
            String logged,
            String explained)
            throws Exception {
        Path settings = Files.createTempFile(folder, "signet", ".yaml");
        String smtp = setting.startsWith("smtp:") ? "" : "    smtp: {}\n";
        Files.writeString(settings, """
                credentials:
                  by-cert:
                    method: certificate-microsoft-oauth2
                    tenant-id: 4f2c9a1e-7b3d-4e58-9c60-2d1f8a7b5c3e
                    client-id: 5d3f2a10-1234-4222-8333-944445555666
                    private-key: file:%s
                    certificate: file:%s
                accounts:
                  portal:
                    address: portal@university.example
                    credential: by-cert
                    %s
                %s""".formatted(folder.resolve(key), folder.resolve(certificate), setting, smtp));
        List<Object> checked = findings("", "check", "-f", settings.toString(), "--json");
        if (found == null) { // what a registration lacks no file shows
            assertTrue(
                    checked.stream().noneMatch(finding -> "error".equals(member(finding, "severity"))),
                    checked::toString);
        } else {
            assertTrue(checked.stream().anyMatch(finding -> found.equals(member(finding, "code"))), checked::toString);
        }
        Object first =
                findings(STACK.formatted(logged), "explain", "--json", "-").get(0);
        assertEquals(explained, member(first, "code"));
        assertFalse(((List<?>) member(first, "causes")).isEmpty(), first::toString);
        assertFalse(member(first, "remedy").toString().isBlank(), first::toString);
    }

    private static List<Object> findings(String input, String... arguments) throws Exception {
        Run run = Run.with(input, Map.of(), arguments);
        return JSONArrayUtils.parse(run.out());
    }

    private static Object member(Object finding, String name) {
        return Run.member(finding, name);
    }
}
