package signet.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thin line: certificate → assertion → token. */
class CertificateToTokenTest {
    @TempDir
    Path folder;

    @Test
    void libraryTestsRunOnJava17() {
        assertEquals(17, Runtime.version().feature());
    }

    @Tag("P7")
    @Tag("P9")
    @Test
    void aCertificateBecomesAToken() throws Exception {
        KeyPairPem pair = new OpenSsl(folder).pair();
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(ScriptedEndpoint.token("first"))) {
            Credential credential = new Credential.Certificate(
                    endpoint.endpoint(), "client-1", pair, Cloud.GLOBAL.scope(), AssertionSettings.DEFAULTS);
            TokenSource source = new TokenSources(InstantSource.system(), new Random(1))
                    .source(credential, TokenTransport.create(Trust.context(), Optional.empty()));

            assertEquals("first", source.token().value().reveal());
            assertEquals("first", source.token().value().reveal());

            assertEquals(1, endpoint.forms().size());
            var form = endpoint.forms().get(0);
            assertEquals("client_credentials", form.get("grant_type"));
            assertEquals("client-1", form.get("client_id"));
            assertEquals("https://outlook.office365.com/.default", form.get("scope"));
            assertEquals(ClientAssertion.TYPE, form.get("client_assertion_type"));
            assertTrue(form.get("client_assertion").split("\\.").length == 3);
        }
    }
}
