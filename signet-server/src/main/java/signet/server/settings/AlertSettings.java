package signet.server.settings;

import java.time.Duration;
import java.util.Optional;
import signet.oauth.Secret;

/**
 * Who is told when something is wrong.
 *
 * @param webhook       an https URL; a secret, because such URLs carry their key
 * @param webhookSecret signs what is posted: {@code whsec_} and base64, or any other text, 24 octets at least
 * @param beforeExpiry  how long before its end a credential is first spoken of
 */
public record AlertSettings(
        Optional<Email> email, Optional<Secret> webhook, Optional<Secret> webhookSecret, Duration beforeExpiry) {
    public static final AlertSettings STANDARD =
            new AlertSettings(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofDays(60));

    /** @param through the account that sends it */
    public record Email(String to, String through) {}
}
