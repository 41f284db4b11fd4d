package signet.simulator.exchange;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message the SMTP server accepted.
 *
 * @param id as in the reply to the final dot
 * @param at when it was accepted
 * @param session of the journal
 * @param mailbox that sent it; absent when the server let somebody in without authentication
 * @param envelope as it was given
 * @param content the octets of DATA after dot-unstuffing, or of BDAT
 */
public record Submission(
        String id, Instant at, String session, Optional<String> mailbox, Envelope envelope, Content content) {

    /**
     * Reverse-path and forward-paths with their parameters.
     *
     * @param from without angle brackets; empty for the null reverse-path
     * @param parameters of MAIL by upper-case keyword, the value empty where there is none
     */
    public record Envelope(String from, Map<String, String> parameters, List<Recipient> recipients) {
        public Envelope {
            parameters = Map.copyOf(parameters);
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * A forward-path.
     *
     * @param parameters of RCPT, such as NOTIFY and ORCPT, by upper-case keyword
     */
    public record Recipient(String address, Map<String, String> parameters) {
        public Recipient {
            parameters = Map.copyOf(parameters);
        }
    }
}
