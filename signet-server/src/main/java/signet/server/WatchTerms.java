package signet.server;

import java.text.ParseException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import signet.oauth.Credential;
import signet.oauth.Secret;
import signet.server.queue.Upkeep;
import signet.server.settings.AlertSettings;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.Settings;
import signet.server.watch.AlertTargets;
import signet.server.watch.Expiry;
import signet.server.watch.Watch;

/** What the settings in force tell those who watch: who is alerted, how long things are kept, what ends when. */
final class WatchTerms implements Supplier<Watch.Terms> {
    private static final String ASSERTION = "client_assertion";

    private final Reloader reloader;

    WatchTerms(Reloader reloader) {
        this.reloader = reloader;
    }

    @Override
    public Watch.Terms get() {
        return reloader.current()
                .map(settings -> new Watch.Terms(
                        targets(settings.serving().alerts()), settings.serving().retention(), expiries(settings)))
                .orElse(new Watch.Terms(AlertTargets.NOBODY, Upkeep.Keep.STANDARD, List.of()));
    }

    private static AlertTargets targets(AlertSettings alerts) {
        return new AlertTargets(
                alerts.email().map(email -> new AlertTargets.Mail(email.to(), email.through())),
                alerts.webhook(),
                alerts.webhookSecret(),
                alerts.beforeExpiry());
    }

    private static List<Expiry> expiries(Settings settings) {
        List<Expiry> expiries = new ArrayList<>();
        for (ConfiguredCredential credential : settings.credentials().values()) {
            certificate(credential).ifPresent(expiries::add);
            credential
                    .draft()
                    .secretExpires()
                    .map(day -> new Expiry(
                            credential.name(), day.atStartOfDay(ZoneOffset.UTC).toInstant(), Expiry.Kind.SECRET))
                    .ifPresent(expiries::add);
            Optional.ofNullable(credential.draft().requestProperties().get(ASSERTION))
                    .flatMap(jwt -> assertion(credential.name(), jwt))
                    .ifPresent(expiries::add);
        }
        return expiries;
    }

    private static Optional<Expiry> certificate(ConfiguredCredential credential) {
        return credential
                .credential()
                .flatMap(usable -> switch (usable) {
                    case Credential.Certificate one -> Optional.of(one.keyPair());
                    case Credential.RequestProperties properties -> properties.keyPair();
                    case Credential.ClientSecret secret -> Optional.empty();
                    case Credential.Password password -> Optional.empty();
                })
                .map(pair -> new Expiry(
                        credential.name(), pair.certificate().getNotAfter().toInstant(), Expiry.Kind.CERTIFICATE));
    }

    private static Optional<Expiry> assertion(String credential, Secret jwt) {
        try {
            return Optional.ofNullable(com.nimbusds.jwt.SignedJWT.parse(jwt.reveal())
                            .getJWTClaimsSet()
                            .getExpirationTime())
                    .map(end -> new Expiry(credential, end.toInstant(), Expiry.Kind.ASSERTION));
        } catch (ParseException e) {
            return Optional.empty(); // the lints say what is wrong with it
        }
    }
}
