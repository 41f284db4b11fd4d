package signet.server.console;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;
import signet.server.account.Users.User;

/** Whether typed passwords are right, as often as one may try. */
final class Passwords {
    private static final int LONGEST_NAME = 63;

    private final Hashing hashing;
    private final Throttle throttle;

    Passwords(Hashing hashing, Throttle throttle) {
        this.hashing = hashing;
        this.throttle = throttle;
    }

    /** With the effort of today. */
    PasswordHash hash(Secret password) {
        return hashing.of(password);
    }

    /**
     * Takes a try; to be asked before anything that takes time, and for names that do not exist too.
     *
     * @throws Refusal when there is none left
     */
    void admit(String address, String name) {
        Optional<Duration> wait = throttle.admit(address, shortened(name));
        if (wait.isPresent()) {
            throw new Refusal(
                    429,
                    "Too many tries",
                    "Too many passwords were wrong. Wait " + (wait.get().toSeconds() + 1)
                            + " s, then try again. Whoever forgot the password gets a new one by signet console-link"
                            + " on the server.");
        }
    }

    private static String shortened(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** With the same effort whether there is such a user or not. */
    boolean right(Optional<User> user, Secret typed) {
        Secret compared = PasswordRules.bearable(typed) ? typed : Secret.of("longer than any");
        return hashing.fits(user.map(User::hash), compared);
    }

    /** Somebody came in: the try is given back, and the address is known for the user. */
    void succeeded(String address, String name) {
        throttle.succeeded(address, name);
    }

    /** Holds the answer to a failure back. */
    void delay(String address) {
        LockSupport.parkNanos(throttle.delay(address).toNanos());
    }
}
