package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import signet.doctor.Successor;
import signet.oauth.Secret;

/** What a renewal does to the keys, and that it leaves the others alone. */
class CredentialBlockTest {
    private static final Successor PAIR = new Successor(
            Optional.of(Secret.of("NEW KEY")),
            Optional.empty(),
            Optional.of(Secret.of("NEW CERTIFICATE")),
            Optional.empty(),
            Optional.empty());
    private static final Successor SECRET = new Successor(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Secret.of("new-secret")),
            Optional.of(LocalDate.of(2028, 5, 1)));

    private static CredentialBlock block(String text) {
        return CredentialBlock.of("app", Secret.of(text));
    }

    private static void assertText(String expected, CredentialBlock block) {
        assertEquals(expected, block.stored().block().reveal());
    }

    @Test
    void aCredentialWithoutPairGetsItsFirst() {
        CredentialBlock block = block("tenant-id: t\n");
        assertEquals(Optional.empty(), block.privateKey());
        block.first(PAIR);
        assertText("tenant-id: t\nprivate-key: NEW KEY\ncertificate: NEW CERTIFICATE\n", block);
    }

    @Test
    void whatFollowsStandsUnderNextUntilItIsForgotten() {
        CredentialBlock block = block("private-key: OLD KEY\ncertificate: OLD CERTIFICATE\n");
        assertFalse(block.isFollowed());
        block.follow(PAIR);
        assertTrue(block.isFollowed());
        assertText("""
                private-key: OLD KEY
                certificate: OLD CERTIFICATE
                next:
                  private-key: NEW KEY
                  certificate: NEW CERTIFICATE
                """, block);
        block.forgetNext();
        assertText("private-key: OLD KEY\ncertificate: OLD CERTIFICATE\n", block);
    }

    @Test
    void aPairTakesThePlaceOfThePairAndOfItsPassphrase() {
        CredentialBlock block = block("""
                private-key: OLD KEY
                private-key-passphrase: old
                certificate: OLD CERTIFICATE
                next: {private-key: NEW KEY, certificate: NEW CERTIFICATE}
                """);
        block.succeed(PAIR);
        assertText("private-key: NEW KEY\ncertificate: NEW CERTIFICATE\n", block);
    }

    @Test
    void aSecretTakesThePlaceOfTheSecretAndOfItsEnd() {
        CredentialBlock block =
                block("client-secret: old\nsecret-expires: 2027-05-01\nnext: {client-secret: new-secret}\n");
        block.succeed(SECRET);
        assertText("client-secret: new-secret\nsecret-expires: 2028-05-01\n", block);
    }

    @Test
    void aSecretAmongTheRequestPropertiesIsReplacedThere() {
        CredentialBlock block =
                block("request-properties: {client_id: c, client_secret: old}\nnext: {client-secret: new-secret}\n");
        block.succeed(SECRET);
        assertText("""
                request-properties:
                  client_id: c
                  client_secret: new-secret
                secret-expires: 2028-05-01
                """, block);
    }

    @Test
    void halfABlockHasNoMembers() {
        assertText("{}\n", block("private-key: [OLD"));
    }
}
