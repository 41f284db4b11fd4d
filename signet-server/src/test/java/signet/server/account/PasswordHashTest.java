package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signet.oauth.Secret;

class PasswordHashTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void readsWhatTheReferenceImplementationWrites() {
        // echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -e (github.com/P-H-C/phc-winner-argon2, src/test.c)
        PasswordHash hash = PasswordHash.parse(
                        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
                .orElseThrow();
        assertTrue(hash.verify(Secret.of("password")));
        assertFalse(hash.verify(Secret.of("Password")));
        assertFalse(hash.verify(Secret.of("")));
    }

    @Test
    void aFreshOneIsReadBackAndSaltedAnew() {
        PasswordHash hash = PasswordHash.of(Secret.of("pässword"), random);
        String line = hash.line().reveal();
        assertTrue(
                line.matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"),
                "the form");
        assertEquals(Optional.of(hash), PasswordHash.parse(line));
        assertTrue(hash.verify(Secret.of("pässword")));
        assertNotEquals(
                line, PasswordHash.of(Secret.of("pässword"), random).line().reveal());
        assertFalse(hash.toString().contains(line.substring(30)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO",
                "$argon2id$v=19$m=65536,t=2,p=1$$",
                "$2y$10$abcdefghijklmnopqrstuv"
            })
    void anythingElseIsNoHash(String line) {
        assertEquals(Optional.empty(), PasswordHash.parse(line));
    }
}
