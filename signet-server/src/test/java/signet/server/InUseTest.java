package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others use is not removed from under them. */
class InUseTest {
    @Test
    void anAccountThatALoginARelayRuleOrTheAlertsUseStays(@TempDir Path folder) throws IOException {
        try (Premises premises = new Premises(folder)) {
            String settings = Files.readString(premises.settings());
            try (RunningServer server = premises.start()) {
                String account = "{\"address\": \"a@contoso.example\", \"credential\": \"by-cert\", \"smtp\": {}}";
                assertEquals(
                        201, server.ask("PUT", "/v1/accounts/used", account).statusCode());
                assertEquals(
                        201, server.ask("PUT", "/v1/accounts/free", account).statusCode());
                Files.writeString(
                        premises.settings(),
                        settings.replace("accounts: [portal]}", "accounts: [portal, used]}")
                                        .replace(
                                                ", tls: none}",
                                                ", tls: none, relay: [{networks: [127.0.0.0/8], account: used}]}")
                                + "alerts: {email: {to: ops@contoso.example, through: used}}\n");
                assertTrue(server.reload().taken());
                HttpResponse<String> refused = server.ask("DELETE", "/v1/accounts/used", "");
                assertEquals(409, refused.statusCode(), refused.body());
                for (String user : new String[] {"in-use", "login 'program'", "relay rule", "alerts.email.through"}) {
                    assertTrue(refused.body().contains(user), user + ": " + refused.body());
                }
                assertTrue(server.get("/v1/accounts/used").contains("a@contoso.example"), "it is still there");
                assertEquals(204, server.ask("DELETE", "/v1/accounts/free", "").statusCode());
                Files.writeString(premises.settings(), settings);
                assertTrue(server.reload().taken());
                assertEquals(
                        204, server.ask("DELETE", "/v1/accounts/used", "").statusCode(), "nobody uses it any more");
            }
        }
    }
}
