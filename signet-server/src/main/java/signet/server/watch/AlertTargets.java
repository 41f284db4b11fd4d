package signet.server.watch;

import java.time.Duration;
import java.util.Optional;
import signet.oauth.Secret;

/**
 * Who is told when something is wrong.
 *
 * @param webhook       an https URL; a secret, because such URLs carry their key
 * @param beforeExpiry  no earlier warning than this before an end
 * @param webhookSecret {@code whsec_} and base64 as Standard Webhooks has it, or any other text; absent = not signed
 */
public record AlertTargets(
        Optional<Mail> mail, Optional<Secret> webhook, Optional<Secret> webhookSecret, Duration beforeExpiry) {
    public static final AlertTargets NOBODY =
            new AlertTargets(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofDays(60));

    /**
     * By mail.
     *
     * @param to      an address
     * @param through the name of the account that sends it, while that one is healthy
     */
    public record Mail(String to, String through) {}
}
