package signet.server;

import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;
import signet.doctor.Report;
import signet.oauth.AccessToken;
import signet.oauth.TokenContent;

/**
 * What came of asking for a token with what follows a credential.
 *
 * @param token    absent when none was given
 * @param accounts what came of logging in with it, by account and protocol; empty when nobody was asked
 * @param findings about the token, the most likely cause first
 */
public record Rehearsal(
        String credential,
        Outcome outcome,
        Optional<AccessToken> token,
        List<Report> accounts,
        List<Finding> findings) {
    public Rehearsal {
        accounts = List.copyOf(accounts);
        findings = List.copyOf(findings);
    }

    /** What it says about the successor. */
    public enum Outcome {
        /** The login host gave a token. */
        GRANTED("granted"),
        /** It cannot be used, or the login host said no. */
        REFUSED("refused"),
        /** Nothing: the login host could not be asked, or had troubles of its own. */
        UNCLEAR("unclear");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /** The name in JSON, events and logs. */
        public String word() {
            return word;
        }
    }

    /** Whether a token was given. */
    public boolean granted() {
        return outcome == Outcome.GRANTED;
    }

    /** Whether everything that was tried works. */
    public boolean ok() {
        return granted() && accounts.stream().allMatch(Report::ok);
    }

    /** What is in the token, where it can be read. */
    public Optional<TokenContent> content() {
        return token.flatMap(TokenContent::read);
    }
}
