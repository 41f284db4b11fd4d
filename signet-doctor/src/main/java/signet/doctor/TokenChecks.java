package signet.doctor;

import static signet.doctor.Code.*;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.AccessToken;
import signet.oauth.TokenContent;
import signet.oauth.TokenFault;

/** What the login host's side of the evidence means: clock, token, token content. */
final class TokenChecks {
    private static final Duration CLOCK_WARNING = Duration.ofMinutes(1);
    private static final Duration CLOCK_ERROR = Duration.ofMinutes(5);
    private static final Duration SHORT_LIFE = Duration.ofMinutes(5);

    private TokenChecks() {}

    static List<Finding> clock(Evidence evidence) {
        Optional<Duration> ahead = evidence.login().ahead();
        if (ahead.isEmpty() || ahead.get().abs().compareTo(CLOCK_WARNING) <= 0) {
            return List.of();
        }
        Code code = ahead.get().abs().compareTo(CLOCK_ERROR) > 0 ? CLOCK_OFF : CLOCK_DRIFT;
        return List.of(code.at(
                Stage.CLOCK,
                capitalised(LoginProbe.words(ahead.get())) + ".",
                List.of("The clock of this machine is not kept by NTP: timedatectl, or w32tm /query /status, tells."),
                "Set the clock and keep it by NTP: client assertions and certificates are judged by time."));
    }

    static List<Finding> token(Evidence evidence, Catalogue catalogue) {
        Optional<TokenFault> fault = evidence.login().fault();
        if (fault.isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        TenantChecks.otherCloud(evidence, fault.get()).ifPresent(findings::add);
        Optional<Entry> entry = catalogue.match(fault.get());
        if (entry.isPresent()) {
            Finding finding = Details.finding(entry.get(), fault.get().message(), Stage.TOKEN, evidence.names());
            findings.addAll(TenantChecks.exchanged(evidence));
            findings.add(TokenFaults.withIds(
                    ClientRefusal.ordered(evidence, TenantChecks.ofOtherTenant(evidence, finding), fault.get()),
                    fault.get()));
        } else {
            findings.addAll(TokenFaults.unlisted(evidence, fault.get()));
        }
        return findings;
    }

    /** What Entra ID's token says; other issuers' tokens are theirs to shape. */
    static List<Finding> content(Evidence evidence) {
        Optional<TokenContent> content = evidence.login().content();
        if (content.isEmpty() || evidence.passed(Stage.MAILBOX)) {
            return List.of(); // it works, whatever the token looks like
        }
        TokenXray xray = new TokenXray(content.get(), evidence.subject().draft().credential());
        List<Finding> findings = new ArrayList<>();
        if (evidence.microsoftLogin()) {
            findings.addAll(xray.parties());
            TenantChecks.otherTenant(evidence).ifPresent(findings::add);
            if (findings.isEmpty()) {
                xray.role(evidence.protocol(), evidence.failed(Stage.AUTHENTICATE))
                        .ifPresent(findings::add);
            }
        }
        Optional<Finding> ended = xray.ended(evidence.now());
        ended.ifPresent(findings::add);
        if (ended.isEmpty()) {
            evidence.login().token().ifPresent(token -> findings.addAll(life(evidence, token)));
        }
        return findings;
    }

    private static List<Finding> life(Evidence evidence, AccessToken token) {
        List<Finding> findings = new ArrayList<>();
        Duration left = Duration.between(evidence.now(), token.expiresAt());
        if (left.compareTo(SHORT_LIFE) < 0) {
            findings.add(TOKEN_EXPIRING.at(
                    Stage.TOKEN_CONTENT,
                    "The token ends in " + Math.max(0, left.toSeconds()) + " s.",
                    "Ask the provider's administrator for a longer token lifetime, an hour is usual."));
        }
        int length = token.value().reveal().length();
        if (evidence.protocol() == Protocol.POP3 && evidence.microsoftLogin() && length > TokenXray.POP3_TOKEN) {
            findings.add(TokenXray.tooLong(length));
        }
        return findings;
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
