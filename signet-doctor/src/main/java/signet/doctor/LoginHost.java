package signet.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import signet.oauth.AccessToken;
import signet.oauth.TokenContent;
import signet.oauth.TokenFault;

/**
 * What was learned at the login host.
 *
 * @param ahead   how far the clock here is ahead of the login host's; negative = behind; precise to about a second
 * @param fault   why there is no token
 * @param token   the token; never shown
 * @param content what the token says, when it can be read
 * @param tenant  what the login host tells everybody about the tenant
 * @param chain   why TLS with the login host failed, with the chain it presented
 * @param steps   clock, token and token content
 */
record LoginHost(
        Optional<Duration> ahead,
        Optional<TokenFault> fault,
        Optional<AccessToken> token,
        Optional<TokenContent> content,
        TenantDocument tenant,
        Optional<LoginChain> chain,
        List<Step> steps) {
    /** Nobody was asked. */
    static LoginHost notAsked(List<Step> steps) {
        return new LoginHost(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TenantDocument.NONE,
                Optional.empty(),
                steps);
    }

    LoginHost {
        steps = List.copyOf(steps);
    }
}
