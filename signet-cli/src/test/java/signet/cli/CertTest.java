package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertTest {
    @Tag("F8")
    @Tag("F9")
    @Test
    void aPairIsMadeShownAndNeverOverwritten(@TempDir Path folder) throws Exception {
        String out = folder.resolve("pair").toString();
        Run made = Run.of("cert", "create", "--out", out, "--key-size", "2048", "--subject", "CN=gateway", "--json");
        assertEquals(0, made.status(), made.err());
        Map<String, Object> facts = JSONObjectUtils.parse(made.out());
        assertEquals("CN=gateway", facts.get("subject"));

        Run again = Run.of("cert", "create", "--out", out, "--key-size", "2048");
        assertEquals(2, again.status());
        assertTrue(again.err().contains("not overwritten"), again.err());

        Run shown = Run.of("cert", "show", out + "/certificate.cer", out + "/key.pem");
        assertEquals(0, shown.status(), shown.err());
        assertTrue(shown.out().contains(String.valueOf(facts.get("sha1"))), shown.out());
        assertTrue(shown.out().contains("key matches         true"), shown.out());
        assertFalse(shown.out().contains("PRIVATE KEY"));

        Run publicKey = Run.of("cert", "public-key", out + "/certificate.pem");
        assertTrue(publicKey.out().startsWith("-----BEGIN PUBLIC KEY-----\n"), publicKey.out());
    }

    @Tag("F11")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "06CAC03AEEA8001B69B473087BBCCBD6BEA344E4",
                "06:ca:c0:3a:ee:a8:00:1b:69:b4:73:08:7b:bc:cb:d6:be:a3:44:e4",
                "\u200e06 ca c0 3a ee a8 00 1b 69 b4 73 08 7b bc cb d6 be a3 44 e4",
                "BsrAOu6oABtptHMIe7zL1r6jROQ"
            })
    void aThumbprintOfAnyFormGivesAllForms(String form) {
        Run run = Run.of("cert", "thumbprint", form);
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("x5t                 BsrAOu6oABtptHMIe7zL1r6jROQ"), run.out());
        assertTrue(run.out().contains("06CAC03AEEA8001B69B473087BBCCBD6BEA344E4"), run.out());
    }

    @Tag("P6")
    @Test
    void aKeyOfAnotherCertificateIsSaidSo(@TempDir Path folder) {
        Run.of("cert", "create", "--out", folder.resolve("a").toString(), "--key-size", "2048");
        Run.of("cert", "create", "--out", folder.resolve("b").toString(), "--key-size", "2048");
        Run run = Run.of(
                "cert",
                "show",
                folder.resolve("a/key.pem").toString(),
                folder.resolve("b/certificate.pem").toString());
        assertEquals(1, run.status());
        assertTrue(run.err().contains("do not belong together"), run.err());
    }

    @Test
    void thePassphraseComesFromTheEnvironmentAndNeverFromTheCommandLine(@TempDir Path folder) throws Exception {
        String out = folder.resolve("pair").toString();
        Run refused = Run.of("cert", "create", "--out", out, "--passphrase=secret");
        assertEquals(2, refused.status());

        Map<String, String> environment = Map.of("PHRASE", "correct horse");
        Run made = Run.with(
                "", environment, "cert", "create", "--out", out, "--key-size", "2048", "--passphrase=env:PHRASE");
        assertEquals(0, made.status(), made.err());
        assertTrue(Files.readString(Path.of(out, "key.pem")).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        Run shown = Run.with("", environment, "cert", "show", out + "/key.pem", "--passphrase=env:PHRASE");
        assertTrue(shown.out().contains("RSA, 2048 bits"), shown.out() + shown.err());
    }
}
