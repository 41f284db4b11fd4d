package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.oauth.Method;
import signet.oauth.Secret;

/** What may follow a credential of each method, and what the credential is then. */
class SuccessorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String URL =
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/oauth2/v2.0/token";
    private static final Secret SECOND = Secret.of("xyZ8Q~long.enough-and_never.a.guid67890");

    private static Successor secret(Optional<Secret> secret, String expires) {
        return new Successor(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                secret,
                Optional.of(expires).filter(day -> !day.isEmpty()).map(LocalDate::parse));
    }

    @Test
    void aSecretFollowsASecretWithAnEndOfItsOwn() {
        CredentialDraft first = DraftTexts.secret("secret-expires=2026-12-01");
        Successor.Reading reading = secret(Optional.of(SECOND), "").read(first, NOW);
        assertTrue(reading.credential().isPresent(), reading.findings().toString());
        assertEquals(Optional.of(SECOND), reading.draft().clientSecret());
        assertEquals(Optional.empty(), reading.draft().secretExpires(), "the old one's end is not the new one's");
        assertEquals(
                "next-ends-first",
                secret(Optional.of(SECOND), "2026-11-30").read(first, NOW).findings().stream()
                        .map(Finding::code)
                        .reduce("", (last, code) -> code));
    }

    @Test
    void whatIsWrongWithTheCredentialAsAWholeIsNotToldTwice() {
        CredentialDraft first = DraftTexts.secret("scope=https://graph.microsoft.com/.default");
        assertEquals(
                java.util.List.of(),
                secret(Optional.of(SECOND), "2028-01-01").read(first, NOW).findings());
    }

    @Test
    void aSecretAmongRequestPropertiesIsFollowedThere() {
        CredentialDraft first = DraftTexts.properties(
                URL,
                "grant_type=client_credentials; client_id=" + DraftTexts.CLIENT
                        + "; scope=https://outlook.office365.com/.default; client_secret=" + DraftTexts.SECRET);
        Successor.Reading reading = secret(Optional.of(SECOND), "2028-01-01").read(first, NOW);
        assertTrue(reading.credential().isPresent(), reading.findings().toString());
        assertEquals(SECOND, reading.draft().requestProperties().get("client_secret"));
        assertEquals(Optional.of(LocalDate.parse("2028-01-01")), reading.draft().secretExpires());
        Successor pair = new Successor(
                Optional.of(SECOND), Optional.empty(), Optional.of(SECOND), Optional.empty(), Optional.empty());
        assertEquals("next-unfit", pair.read(first, NOW).findings().get(0).code());
    }

    @Test
    void nothingAloneOrWithoutItsSecretIsUnfit() {
        CredentialDraft first = DraftTexts.secret("");
        assertEquals(
                "next-unfit",
                secret(Optional.empty(), "2028-01-01")
                        .read(first, NOW)
                        .findings()
                        .get(0)
                        .code());
        assertEquals(
                "next-unfit",
                secret(Optional.empty(), "").read(first, NOW).findings().get(0).code());
        CredentialDraft basic = DraftTexts.draft(Method.BASIC, Map.of("password", "hunter22"), Map.of());
        assertEquals(
                "next-unfit",
                secret(Optional.of(SECOND), "")
                        .read(basic, NOW)
                        .findings()
                        .get(0)
                        .code());
    }
}
