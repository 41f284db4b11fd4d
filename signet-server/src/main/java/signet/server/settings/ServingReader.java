package signet.server.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import signet.doctor.Finding;
import signet.oauth.Secret;
import signet.server.account.WebhookUrl;
import signet.server.queue.Limits;
import signet.server.queue.Upkeep.Keep;

/** Reads the sections that only a running server uses. */
final class ServingReader {
    private static final int LEAST_SECRET = 24;
    private static final String WHSEC = "whsec_";

    private final Complaints complaints;
    private final Names accounts;
    private final UnaryOperator<Secret> hashing;
    private final Instant now;

    ServingReader(Complaints complaints, Names accounts, UnaryOperator<Secret> hashing, Instant now) {
        this.complaints = complaints;
        this.accounts = accounts;
        this.hashing = hashing;
        this.now = now;
    }

    /** @param storedLogins made through the API; the file's come first */
    Serving read(Block root, List<Block> storedLogins) {
        ServerSettings server = new ServerReader(complaints, now).read(root.section("server"));
        List<ConfiguredListener> listeners =
                new ListenerReader(complaints, accounts, now).read(root.section("listeners"));
        List<Block> logins = new ArrayList<>(root.blocks("logins"));
        logins.addAll(storedLogins);
        useless(root, listeners, logins);
        AlertSettings alerts = alerts(root.section("alerts"));
        Serving.Rules rules = new Serving.Rules(retention(root.section("retention")), limits(root.section("limits")));
        List<Finding> faults = Stream.of("server", "retention", "limits")
                .flatMap(section -> complaints.of(Owners.section(section)).stream())
                .toList();
        return new Serving(
                listeners, new LoginReader(complaints, accounts, hashing).read(logins), server, alerts, rules, faults);
    }

    /** A door nobody has a key to: programs would be refused, one after the other. */
    private void useless(Block root, List<ConfiguredListener> listeners, List<Block> logins) {
        boolean relays = root.section("listeners").blocks("smtp").stream().anyMatch(listener -> listener.has("relay"));
        if (!listeners.isEmpty() && logins.isEmpty() && !relays) {
            complaints.warning(
                    Owners.section("listeners"),
                    root.place("listeners"),
                    "listener-without-logins",
                    "there is a listener, but no login and no relay: no program can hand over mail there",
                    "Add logins: [{name: PROGRAM, password-hash: LINE, accounts: [ACCOUNT]}]; signet password makes the line.");
        }
    }

    private AlertSettings alerts(Block alerts) {
        Duration before = alerts.duration("before-expiry").orElse(AlertSettings.STANDARD.beforeExpiry());
        Optional<Secret> url = webhook(alerts);
        Optional<Secret> secret = webhookSecret(alerts);
        boolean refused = secret.isEmpty() && alerts.has("webhook-secret");
        return new AlertSettings(
                alerts.block("email").flatMap(this::email), refused ? Optional.empty() : url, secret, before);
    }

    private Optional<AlertSettings.Email> email(Block email) {
        Optional<String> to = email.text("to");
        Optional<String> through = email.text("through");
        if (to.filter(address -> address.matches("[^\\s@,;<>]+@[^\\s@,;<>]+")).isEmpty() || through.isEmpty()) {
            complaints.error(
                    email.owner(),
                    email.place(),
                    "alerts-email",
                    "'alerts.email' needs to: with one address and through: with an account",
                    "Write email: {to: postmaster@university.example, through: ACCOUNT}.");
            return Optional.empty();
        }
        boolean known = accounts.check(through.get(), email, "through", complaints);
        return known ? Optional.of(new AlertSettings.Email(to.get(), through.get())) : Optional.empty();
    }

    private Optional<Secret> webhook(Block alerts) {
        Optional<String> url = alerts.text("webhook");
        Optional<String> fault = url.flatMap(WebhookUrl::fault);
        fault.ifPresent(what -> complaints.error(
                alerts.owner(),
                alerts.place("webhook"),
                "alerts-webhook",
                "'alerts.webhook' " + what,
                "Write https://HOST/PATH; http:// is taken for loopback only."));
        return url.filter(text -> fault.isEmpty()).map(Secret::of);
    }

    /** What is signed with a short secret anybody can sign (Standard Webhooks asks for 24 octets and more). */
    private Optional<Secret> webhookSecret(Block alerts) {
        Optional<Secret> secret = alerts.secret("webhook-secret");
        Optional<Secret> good = secret.filter(ServingReader::longEnough);
        if (secret.isPresent() && good.isEmpty()) {
            complaints.error(
                    alerts.owner(),
                    alerts.place("webhook-secret"),
                    "alerts-webhook-secret",
                    "'alerts.webhook-secret' has less than " + LEAST_SECRET
                            + " octets, or is no base64 after whsec_: nothing is posted",
                    "Make one, for example: echo whsec_$(openssl rand -base64 32)");
        }
        return good;
    }

    private static boolean longEnough(Secret secret) {
        try {
            String text = secret.reveal();
            byte[] key = text.startsWith(WHSEC)
                    ? Base64.getDecoder().decode(text.substring(WHSEC.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
            return key.length >= LEAST_SECRET;
        } catch (IllegalArgumentException e) {
            return false; // no base64
        }
    }

    private Keep retention(Block retention) {
        Keep usual = Keep.STANDARD;
        Duration entries = retention.duration("entries").orElse(usual.entries());
        Duration content = retention.duration("content").orElse(usual.content());
        Duration transcripts = retention.duration("transcripts").orElse(usual.transcripts());
        if (content.compareTo(entries) > 0 || transcripts.compareTo(entries) > 0) {
            complaints.warning(
                    retention.owner(),
                    retention.place("entries"),
                    "retention-order",
                    "'retention': entries are kept for a shorter time than what belongs to them, which goes with them",
                    "Make entries the longest of the three.");
        }
        return new Keep(content, entries, transcripts);
    }

    private Limits limits(Block limits) {
        Limits usual = Limits.STANDARD;
        long message = limits.size("message").orElse(usual.message());
        if (message == 0 || message > Integer.MAX_VALUE) {
            complaints.error(
                    limits.owner(),
                    limits.place("message"),
                    "limits-message",
                    "'limits.message' must be more than nothing and at most 2 GB",
                    "Exchange Online takes 35 MB unless it was raised, and 150 MB at most; write for example 50MB.");
        }
        return new Limits(
                message,
                limits.whole("recipients").orElse(usual.recipients()),
                limits.size("free-disk").orElse(usual.freeDisk()));
    }
}
