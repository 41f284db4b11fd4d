package signet.server.console;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import signet.oauth.Secret;
import signet.server.account.PasswordHash;
import signet.server.account.RecoveryCode;
import signet.server.account.SecondFactors;
import signet.server.account.SecondFactors.Factor;
import signet.server.account.Totp;
import signet.server.event.Event;
import signet.server.event.EventKind;

/** Codes of the second factor: whether those that are typed are right, as often as one may try, and new ones for recovery. */
final class Codes {
    static final String WRONG =
            "The code is wrong, or was used already. Wait for the next one in the app; each works once.";

    private final ConsoleServices services;
    private final SecondFactors factors;
    private final Hashing hashing;
    private final Throttle throttle;
    private final SecureRandom random = new SecureRandom();

    Codes(ConsoleServices services, Hashing hashing, Throttle throttle) {
        this.services = services;
        this.factors = services.factors();
        this.hashing = hashing;
        this.throttle = throttle;
    }

    /** Which kind of code somebody had. */
    enum Kind {
        TOTP("code"),
        RECOVERY("recovery code");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As events say it. */
        String word() {
            return word;
        }
    }

    /**
     * Uses a code up, whichever kind it is.
     *
     * @return empty when it is wrong or was used; the answer was held back then, and an event tells of it
     * @throws Refusal when too many were wrong
     */
    Optional<Kind> use(Visit visit, String user, String typed) throws IOException {
        String address = visit.peer().address();
        Optional<Duration> wait = throttle.admit(address, user);
        if (wait.isPresent()) {
            throw new Refusal(
                    429,
                    "Too many tries",
                    "Too many codes were wrong. Wait " + (wait.get().toSeconds() + 1)
                            + " s, then try again. If it was not"
                            + " you who tried, somebody knows your password: change it, by signet console-link --user "
                            + user + " on the server.");
        }
        Optional<Kind> kind = accepted(user, typed);
        if (kind.isPresent()) {
            throttle.succeeded(address, user);
        } else {
            services.events()
                    .append(Event.of(
                            EventKind.LOGIN_REFUSED, Event.facts("user", user, "peer", address, "what", "code")));
            LockSupport.parkNanos(throttle.delay(address).toNanos());
        }
        return kind;
    }

    private Optional<Kind> accepted(String user, String typed) throws IOException {
        Optional<RecoveryCode> recovery = RecoveryCode.parse(typed);
        if (recovery.isPresent()) {
            return spent(user, recovery.get()) ? Optional.of(Kind.RECOVERY) : Optional.empty();
        }
        Optional<Factor> factor = factors.find(user);
        OptionalLong step = factor.isPresent()
                ? Totp.accepted(
                        factor.get().secret(),
                        typed,
                        services.clock().instant(),
                        factor.get().used())
                : OptionalLong.empty();
        return step.isPresent() && factors.use(user, step.getAsLong()) ? Optional.of(Kind.TOTP) : Optional.empty();
    }

    private boolean spent(String user, RecoveryCode code) throws IOException {
        Optional<PasswordHash> hash = factors.recovery(user, code.place());
        if (!hashing.fits(hash, code.code())) {
            return false;
        }
        boolean spent = factors.spend(user, code.place(), hash.orElseThrow());
        if (spent) {
            changed(user, "recovery code used, " + left(user) + " left");
        }
        return spent;
    }

    /** How many recovery codes were not used. */
    int left(String user) throws IOException {
        return factors.find(user).map(Factor::left).orElse(0);
    }

    /** Ten recovery codes and their hashes. */
    Recovery recovery() {
        List<RecoveryCode> codes = RecoveryCode.make(random);
        List<PasswordHash> hashes = new ArrayList<>();
        for (RecoveryCode code : codes) {
            hashes.add(hashing.of(code.code()));
        }
        return new Recovery(codes.stream().map(code -> Secret.of(code.shown())).toList(), hashes);
    }

    /**
     * New recovery codes.
     *
     * @param shown to be shown once
     */
    record Recovery(List<Secret> shown, List<PasswordHash> hashes) {}

    Secret secret() {
        return Totp.secret(random);
    }

    /** Tells of what somebody did to the own factor. */
    void changed(String user, String change) throws IOException {
        services.events().append(Event.userChanged(user, change, "user " + user));
    }
}
