package signet.server.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import signet.oauth.Secret;
import signet.server.account.SecondFactors;
import signet.server.account.Totp;
import signet.server.account.Users.User;

/** A person's own second factor: set up and confirmed by a code, replaced, turned off. */
final class SecondFactorPages {
    static final String PATH = "/console/profile/second-factor";
    static final String PICTURE = PATH + "/qr.svg";

    private static final String PENDING = "second-factor";
    private static final String SHOWN = "recovery-codes";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ConsoleServices services;
    private final LoginPages login;
    private final ProfilePages profile;
    private final Sessions sessions;
    private final Reproof reproof;
    private final Codes codes;

    SecondFactorPages(
            ConsoleServices services,
            LoginPages login,
            ProfilePages profile,
            Sessions sessions,
            Reproof reproof,
            Codes codes) {
        this.services = services;
        this.login = login;
        this.profile = profile;
        this.sessions = sessions;
        this.reproof = reproof;
        this.codes = codes;
    }

    /** A secret that was shown and not confirmed; it is stored nowhere else. */
    private record Pending(Secret secret, Instant since) {}

    /** Recovery codes that are to be shown once. */
    private record Shown(List<Secret> codes) {}

    private Optional<Pending> pending(Visit visit) {
        Instant now = services.clock().instant();
        return visit.session()
                .kept(PENDING, Pending.class)
                .filter(pending -> now.isBefore(pending.since().plus(PATIENCE)));
    }

    private void prepare(Visit visit) {
        visit.session()
                .keep(PENDING, new Pending(codes.secret(), services.clock().instant()));
    }

    /** The secret to be scanned or typed, or the recovery codes of a new factor. */
    View show(Visit visit) {
        Optional<Shown> shown = visit.session().kept(SHOWN, Shown.class);
        if (shown.isPresent()) {
            visit.session().forget(SHOWN);
            return View.page(
                    "recovery-codes",
                    Map.of(
                            "codes",
                            shown.get().codes().stream().map(Secret::reveal).toList()));
        }
        if (visit.enrolling() && pending(visit).isEmpty()) {
            prepare(visit); // the password was asked for at the login just now
        }
        return pending(visit)
                .<View>map(pending -> View.page("second-factor", model(visit, pending, Optional.empty())))
                .orElseGet(() -> View.redirect(ProfilePages.PATH));
    }

    private static Map<String, Object> model(Visit visit, Pending pending, Optional<String> fault) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("groups", pending.secret().reveal().replaceAll("(.{4})(?=.)", "$1 "));
        model.put("uri", uri(visit, pending.secret()));
        model.put("required", visit.enrolling());
        model.put("fault", fault);
        return model;
    }

    /** As apps read it. The host tells the codes of one server from those of another; its colons would end the label. */
    private static String uri(Visit visit, Secret secret) {
        String host = Optional.ofNullable(URI.create(visit.origin()).getHost()).orElse("");
        String label = host.isEmpty() || host.contains(":") ? visit.user() : visit.user() + "@" + host;
        return "otpauth://totp/Signet:" + URLEncoder.encode(label, StandardCharsets.UTF_8) + "?secret="
                + secret.reveal() + "&issuer=Signet";
    }

    View picture(Visit visit) {
        return pending(visit)
                .map(pending -> new View.Drawing(QrDrawing.svg(uri(visit, pending.secret()))))
                .orElseThrow(() -> new Refusal(404, "Nothing here", "No second factor is being set up."));
    }

    /** Begins with a new secret; the former factor holds until the new one is confirmed. */
    View begin(Visit visit) throws IOException {
        Map<String, Object> faults = reproof.faults(visit, user(visit));
        if (!faults.isEmpty()) {
            return profile.wrong(visit, faults);
        }
        prepare(visit);
        return View.redirect(PATH);
    }

    /** A code shows that app and server have the same secret and time; only now it counts. */
    View confirm(Visit visit) throws IOException {
        Optional<Pending> pending = pending(visit);
        if (pending.isEmpty()) {
            return View.refused(
                    visit.enrolling() ? PATH : ProfilePages.PATH,
                    "That took more than " + PATIENCE.toMinutes() + " minutes. Begin anew.");
        }
        Secret secret = pending.get().secret();
        Instant now = services.clock().instant();
        OptionalLong step = Totp.accepted(secret, visit.form().text("code").orElse(""), now, SecondFactors.NO_STEP);
        if (step.isEmpty()) {
            String fault =
                    "This is not the code of this secret at this time. Server and phone must agree about the time:"
                            + " here it is " + now.toString().replaceFirst("\\..*", "Z") + ".";
            return View.wrong("second-factor", model(visit, pending.get(), Optional.of(fault)));
        }
        User before = user(visit);
        Codes.Recovery recovery = codes.recovery();
        services.factors().put(before.name(), secret, step.getAsLong(), recovery.hashes(), now);
        codes.changed(
                before.name(), before.factorSince().isPresent() ? "second factor replaced" : "second factor set up");
        View.Entered entered = anew(visit, PATH, "The second factor is set up. From now on a code is asked for.");
        sessions.find(entered.id().reveal()).ifPresent(session -> session.keep(SHOWN, new Shown(recovery.shown())));
        return entered;
    }

    View recoveryCodes(Visit visit) throws IOException {
        Map<String, Object> faults = reproof.faults(visit, user(visit));
        if (!faults.isEmpty()) {
            return profile.wrong(visit, faults);
        }
        Codes.Recovery recovery = codes.recovery();
        if (!services.factors().renew(visit.user(), recovery.hashes())) {
            return View.refused(ProfilePages.PATH, "There is no second factor. Set one up first.");
        }
        codes.changed(visit.user(), "recovery codes made anew");
        visit.session().keep(SHOWN, new Shown(recovery.shown()));
        return View.redirect(PATH);
    }

    View remove(Visit visit) throws IOException {
        if (services.factorRequired()) {
            return View.refused(ProfilePages.PATH, "Everybody needs a second factor here. It can be replaced.");
        }
        Map<String, Object> faults = reproof.faults(visit, user(visit));
        if (!faults.isEmpty()) {
            return profile.wrong(visit, faults);
        }
        if (services.factors().remove(visit.user())) {
            codes.changed(visit.user(), "second factor turned off");
        }
        return anew(visit, ProfilePages.PATH, "The second factor is turned off.");
    }

    /** All sessions end, and this browser gets a new one. */
    private View.Entered anew(Visit visit, String path, String done) throws IOException {
        User user = user(visit);
        sessions.end(session -> session.user().equals(user.name()));
        return login.entered(visit, user, new LoginPages.Way(path, Optional.of(new View.Notice(done, true))));
    }

    private User user(Visit visit) throws IOException {
        return services.users().find(visit.user()).orElseThrow(() -> new IOException("the user is gone"));
    }
}
