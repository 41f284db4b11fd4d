package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("B72")
class WebhookUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example/services/T0/B0/key",
                "https://hooks.example:8443/",
                "https://10.20.30.40/alerts",
                "https://[fd00::1]/alerts",
                "https://2001.db8.example/",
                "http://localhost/",
                "http://127.0.0.1:9093/api",
                "http://[::1]:8080/",
                "https://127.0.0.1/"
            })
    void whatSaysPlainlyWhereItGoesIsTaken(String url) {
        assertEquals(Optional.empty(), WebhookUrl.fault(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense CANARY",
                "https:///CANARY",
                "/CANARY",
                "http://hooks.example/CANARY",
                "ftp://127.0.0.1/CANARY",
                "file:///etc/CANARY",
                "gopher://hooks.example/CANARY",
                "https://user:CANARY@hooks.example/",
                "https://hooks.example/#CANARY",
                "https://hooks.example:22/CANARY",
                "http://127.0.0.1:25/CANARY",
                "https://hooks.example:80/CANARY",
                "https://hooks.example:0/CANARY",
                "https://0x7f.1/CANARY",
                "https://2130706433/CANARY",
                "https://0177.0.0.1/CANARY",
                "https://127.1/CANARY",
                "https://0.0.0.0/CANARY",
                "https://[::]/CANARY",
                "https://169.254.169.254/CANARY",
                "https://[fe80::1]/CANARY",
                "https://224.0.0.1/CANARY",
                "https://[::ffff:7f00:1]/CANARY",
                "https://[::ffff:127.0.0.1]/CANARY",
                "https://[64:ff9b::7f00:1]/CANARY",
                "https://localhost./CANARY",
                "https://a.localhost/CANARY",
                "https://metadata.google.internal/CANARY"
            })
    void whatHidesWhereItGoesIsNotAndIsNotRepeated(String url) {
        Optional<String> fault = WebhookUrl.fault(url);
        assertTrue(fault.isPresent(), url);
        assertFalse(fault.get().contains("CANARY"), fault.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://[fe80::1]/k", "https://169.254.169.254/k", "https://2130706433/k", "https://0.0.0.0/k"})
    void beforeAPostItIsLookedWhereTheNameLeads(String url) {
        IOException refused = assertThrows(IOException.class, () -> WebhookUrl.look(URI.create(url)));
        assertFalse(String.valueOf(refused.getMessage()).contains("/k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9093/k", "http://localhost/k", "https://192.0.2.1/k"})
    void whereItMayGoItGoes(String url) {
        assertDoesNotThrow(() -> WebhookUrl.look(URI.create(url)));
    }
}
