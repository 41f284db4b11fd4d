package signet.doctor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.mail.Stage;
import signet.oauth.AccessToken;
import signet.oauth.Credential;
import signet.oauth.TokenContent;
import signet.oauth.TokenException;
import signet.oauth.TokenFault;
import signet.oauth.TokenSource;
import signet.oauth.TokenTransport;

/** Asks the login host: its time, a token, and what the token says. */
final class LoginProbe {
    private final Subject subject;
    private final InstantSource clock;
    private final Progress progress;
    private final List<Step> steps = new ArrayList<>();
    private TenantDocument tenant = TenantDocument.NONE;

    LoginProbe(Subject subject, InstantSource clock, Progress progress) {
        this.subject = subject;
        this.clock = clock;
        this.progress = progress;
    }

    LoginHost ask() {
        if (!subject.oauth()) {
            return skipped("no OAuth: the account logs in with a password");
        }
        Optional<URI> url = subject.credential().flatMap(LoginProbe::tokenUrl);
        if (url.isEmpty() || subject.tokens().isEmpty()) {
            return skipped("the credential cannot be used, see configuration");
        }
        Optional<Duration> ahead = time(url.get());
        TokenSource tokens = subject.tokens().get();
        long began = System.nanoTime();
        try {
            AccessToken token = tokens.token();
            step(Stage.TOKEN, Step.Status.OK, life(token) + " from " + url.get().getHost(), began);
            return new LoginHost(
                    ahead, Optional.empty(), Optional.of(token), content(token), tenant, Optional.empty(), steps);
        } catch (TokenException e) {
            step(Stage.TOKEN, Step.Status.FAILED, e.fault().message(), began);
            step(Stage.TOKEN_CONTENT, Step.Status.SKIPPED, "there is no token", System.nanoTime());
            return new LoginHost(
                    ahead.or(() -> offset(e.fault())),
                    Optional.of(e.fault()),
                    Optional.empty(),
                    Optional.empty(),
                    tenant,
                    LoginChain.look(subject, e.fault()),
                    steps);
        }
    }

    private LoginHost skipped(String why) {
        for (Stage stage : List.of(Stage.CLOCK, Stage.TOKEN, Stage.TOKEN_CONTENT)) {
            step(stage, Step.Status.SKIPPED, why, System.nanoTime());
        }
        return LoginHost.notAsked(steps);
    }

    private Optional<TokenContent> content(AccessToken token) {
        long began = System.nanoTime();
        Optional<TokenContent> content = TokenContent.read(token);
        if (content.isEmpty()) {
            step(Stage.TOKEN_CONTENT, Step.Status.OK, "the token cannot be read, which is the provider's right", began);
            return content;
        }
        TokenContent claims = content.get();
        String rights = claims.roles().isEmpty()
                ? claims.scopes().isEmpty() ? "no roles" : "scopes " + String.join(" ", claims.scopes())
                : "roles " + String.join(" ", claims.roles());
        step(Stage.TOKEN_CONTENT, Step.Status.OK, service(claims) + ", " + rights, began);
        return content;
    }

    private static String service(TokenContent claims) {
        return claims.audiences().isEmpty() ? "for no service by name" : "for " + String.join(" ", claims.audiences());
    }

    /** Any answer of the login host tells its time, a refusal too (RFC 9110 §6.6.1). */
    private Optional<Duration> time(URI tokenUrl) {
        long began = System.nanoTime();
        Instant before = clock.instant();
        try {
            TokenTransport.Answer answer = subject.transport().get(TenantDocument.url(tokenUrl));
            tenant = TenantDocument.read(answer);
            Instant middle =
                    before.plus(Duration.between(before, clock.instant()).dividedBy(2));
            // the header's whole seconds are cut off, so on average it is half a second behind
            Optional<Duration> ahead = answer.date().map(date -> Duration.between(date.plusMillis(500), middle));
            step(
                    Stage.CLOCK,
                    ahead.isPresent() ? Step.Status.OK : Step.Status.SKIPPED,
                    ahead.map(LoginProbe::words).orElse("the login host does not tell its time"),
                    began);
            return ahead;
        } catch (IOException e) {
            step(
                    Stage.CLOCK,
                    Step.Status.SKIPPED,
                    "the login host cannot be asked for its time: " + e.getMessage(),
                    began);
            return Optional.empty();
        }
    }

    private Optional<Duration> offset(TokenFault fault) {
        return fault.serverTime().map(time -> Duration.between(time, clock.instant()));
    }

    static Optional<URI> tokenUrl(Credential credential) {
        return switch (credential.method()) {
            case BASIC -> Optional.empty();
            case CLIENT_SECRET ->
                Optional.of(((Credential.ClientSecret) credential).endpoint().url());
            case CERTIFICATE ->
                Optional.of(((Credential.Certificate) credential).endpoint().url());
            case REQUEST_PROPERTIES ->
                Optional.of(
                        ((Credential.RequestProperties) credential).endpoint().url());
        };
    }

    static String words(Duration ahead) {
        long seconds = Math.round(ahead.toMillis() / 1000.0);
        if (Math.abs(seconds) < 2) {
            return "the clock here agrees with the login host's";
        }
        return "the clock here is " + AssertionTimes.words(Duration.ofSeconds(Math.abs(seconds)))
                + (seconds > 0 ? " ahead of" : " behind") + " the login host's";
    }

    private String life(AccessToken token) {
        return "a token for " + ChronoUnit.MINUTES.between(clock.instant(), token.expiresAt()) + " min";
    }

    private void step(Stage stage, Step.Status status, String detail, long began) {
        Step step = new Step(stage, status, detail, Duration.ofNanos(System.nanoTime() - began));
        steps.add(step);
        progress.ended(Optional.empty(), step);
    }
}
