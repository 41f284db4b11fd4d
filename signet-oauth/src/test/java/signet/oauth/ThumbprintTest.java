package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbprintTest {
    private static final String HEX = "06CAC03AEEA8001B69B473087BBCCBD6BEA344E4";

    @Tag("F11")
    @Tag("F9")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "06CAC03AEEA8001B69B473087BBCCBD6BEA344E4",
                "06cac03aeea8001b69b473087bbccbd6bea344e4",
                "06:CA:C0:3A:EE:A8:00:1B:69:B4:73:08:7B:BC:CB:D6:BE:A3:44:E4",
                "06 ca c0 3a ee a8 00 1b 69 b4 73 08 7b bc cb d6 be a3 44 e4",
                "\u200e06 ca c0 3a ee a8 00 1b 69 b4 73 08 7b bc cb d6 be a3 44 e4\u00a0",
                "06-CA-C0-3A-EE-A8-00-1B-69-B4-73-08-7B-BC-CB-D6-BE-A3-44-E4",
                "BsrAOu6oABtptHMIe7zL1r6jROQ",
                "BsrAOu6oABtptHMIe7zL1r6jROQ=",
                "MDZDQUMwM0FFRUE4MDAxQjY5QjQ3MzA4N0JCQ0NCRDZCRUEzNDRFNA"
            })
    void f11ReadsEveryForm(String form) {
        Thumbprint thumbprint = Thumbprints.parse(form).orElseThrow();
        assertEquals(Thumbprint.Kind.SHA1, thumbprint.kind());
        assertEquals(HEX, thumbprint.hex());
        assertEquals("BsrAOu6oABtptHMIe7zL1r6jROQ", thumbprint.base64url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "06CA", "zz", "BsrAOu6oABtptHMIe7zL1r6jRO", "not a thumbprint at all, really not", "****"})
    void refusesWhatIsNone(String form) {
        assertEquals(Optional.empty(), Thumbprints.parse(form));
    }

    @Tag("F9")
    @Tag("F11")
    @Test
    void f11AgreesWithOpenSslAndUsesTheUrlAlphabet(@TempDir Path folder) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        boolean special = false;
        // until + or / would occur: there "base64 with the = cut off" is wrong
        for (int round = 0; !special; round++) {
            assertTrue(round < 50);
            Thumbprints thumbprints = Thumbprints.of(openssl.pair().certificate());
            String printed = openssl.run("", "x509", "-in", "certificate.pem", "-noout", "-fingerprint", "-sha1");
            assertEquals(
                    printed.strip().replaceAll(".*=", ""), thumbprints.sha1().colons());
            openssl.run("", "x509", "-in", "certificate.pem", "-outform", "DER", "-out", "c.der");
            openssl.run("", "dgst", "-sha256", "-binary", "-out", "c.sha256", "c.der");
            String plain = openssl.run("", "base64", "-A", "-in", "c.sha256").strip();
            special = plain.contains("+") || plain.contains("/");
            assertEquals(plain.replace('+', '-').replace('/', '_').replace("=", ""), thumbprints.x5tS256());
            assertFalse(thumbprints.x5t().matches(".*[+/=].*"));
            assertEquals(27, thumbprints.x5t().length());
            assertEquals(43, thumbprints.x5tS256().length());
            assertEquals(Optional.of(thumbprints.sha256()), Thumbprints.parse(plain));
        }
    }
}
