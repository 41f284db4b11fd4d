package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keycloak hands out tokens to the command, by secret and by certificate. */
@ExtendWith(OneSite.class)
class TokenTest {
    @ParameterizedTest
    @ValueSource(strings = {"secret", "RS256", "PS256"})
    void keycloakAcceptsTheCredential(String proof, Site site) {
        Setup setup = proof.equals("secret")
                ? Setup.bySecret(site, RealServers.APP_SECRET)
                : Setup.byCertificate(site, proof);
        Command.Result shown = token(site, setup);
        assertEquals(0, shown.status(), shown::toString);
        assertTrue(shown.out().contains("anyone@" + RealServers.DOMAIN), shown::toString);
        assertFalse(shown.out().contains(RealServers.SECRET), "the secret is shown");
        assertFalse(shown.out().matches("(?s).*eyJ[\\w-]{20,}\\.[\\w-]{20,}\\..*"), "the token is shown");
    }

    @Test
    void theIssuerServesAsAudienceToo(Site site) {
        Setup setup = Setup.byCertificate(site, "PS256")
                .credential("assertion", "audience", site.keycloak().issuer());
        Command.Result shown = token(site, setup);
        assertEquals(0, shown.status(), shown::toString);
    }

    @Test
    void keycloaksOwnWordsAreShownWhenItRefuses(Site site) {
        Setup setup =
                Setup.bySecret(site, RealServers.APP_SECRET).credential("request-properties", "client_secret", "wrong");
        Command.Result shown = token(site, setup);
        assertEquals(1, shown.status(), shown::toString);
        assertTrue(
                (shown.out() + shown.err()).contains("Invalid client or Invalid client credentials"), shown::toString);
    }

    private static Command.Result token(Site site, Setup setup) {
        // an account gives the credential its purpose; no mail server is asked
        site.mail(setup, "implicit").address("box1@" + RealServers.DOMAIN);
        return site.signet(setup, "token").with("c").run();
    }
}
