package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.doctor.Catalogue;

/** For which incidents a credential is followed before its time. */
class RefusedByLoginHostTest {
    private static final Catalogue CATALOGUE = Catalogue.load();

    @ParameterizedTest
    @CsvSource({
        "aadsts-700027-expired, true",
        "aadsts-7000222, true",
        "aadsts-999999, true", // none of the catalogue
        "keycloak-assertion-key, true",
        "keycloak-invalid-client, true",
        "google-jwt-signature, true",
        "token-refused, true",
        "certificate-expired, true",
        "client-secret-missing, true",
        // the mail host refuses: another pair of the same application would help nobody
        "smtp-535-5.7.3, false",
        "smtp-535-5.7.139, false",
        "google-535-5.7.8, false",
        "login-refused, false",
    })
    void isWhereTheLoginHostRefuses(String code, boolean followed) {
        assertEquals(followed, Succession.ofLoginHost(CATALOGUE, code), code);
    }
}
