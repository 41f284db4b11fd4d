package signet.server.api;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Catalogue;
import signet.doctor.Entry;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.Incident;
import signet.server.account.SendingAccount;
import signet.server.delivery.Rest;
import signet.server.queue.Attempt;
import signet.server.queue.EntryView;

/**
 * Why an entry is not on its way at this moment.
 *
 * @param reason   {@code held, account-missing, account-disabled, account-paused, account-parked, account-waits, scheduled,
 *                 retry} or {@code due}
 * @param text     one sentence for an operator, with the way out
 * @param advice   what the provider's answer means and how to mend it; in the text too
 * @param until    when something happens by itself
 * @param incident that parks the account
 */
record Waiting(
        String reason, String text, Optional<String> advice, Optional<Instant> until, Optional<Incident> incident) {

    /**
     * What has to be known to tell: taken once for a whole list.
     *
     * @param advice by incident, as far as it was asked for: looking for all known answers in a text is not cheap
     */
    record Picture(
            ApiServices services,
            Map<String, Standstill> standstills,
            List<Incident> incidents,
            Instant now,
            Map<String, String> advice) {
        static Picture of(ApiServices services) throws IOException {
            return new Picture(
                    services,
                    services.sending().states().standstills(),
                    services.sending().states().incidents(true, 500),
                    services.clock().instant(),
                    new HashMap<>());
        }

        /** Empty for an entry that is in its final state. */
        Optional<Waiting> of(EntryView entry) {
            if (!entry.state().equals("queued")) {
                return Optional.empty();
            }
            return Optional.of(held(entry).or(() -> account(entry.account())).orElseGet(() -> time(entry)));
        }

        private Optional<Waiting> held(EntryView entry) {
            String by = entry.heldBy().map(who -> " by " + who).orElse("");
            return Optional.ofNullable(
                            switch (entry.held()) {
                                case NONE -> null;
                                case OPERATOR -> "It is held" + by + ". Release it to send it, or cancel it.";
                                case UNCONFIRMED ->
                                    "The answer to the final dot of an attempt was lost: it may have been delivered. Ask a recipient,"
                                            + " then release it (a possible duplicate) or cancel it.";
                                case QUARANTINE ->
                                    "Trying it failed three times inside Signet itself. Report it with the last attempt; release it to"
                                            + " try again.";
                                case RESTORED ->
                                    "It comes from a backup and may have been sent since. Release it to send it, or cancel it.";
                                case SENDER ->
                                    "The provider does not let this account send as this sender. Grant SendAs or change the sender, then"
                                            + " release it.";
                            })
                    .map(text -> new Waiting("held", text, Optional.empty(), Optional.empty(), Optional.empty()));
        }

        /** Why nothing of the account is sent. */
        Optional<Waiting> account(String name) {
            var account = services.sending().accounts().current().account(name);
            if (account.isEmpty()) {
                return stands(
                        "account-missing",
                        "There is no account '" + name + "' any more. Declare it again, or cancel it.");
            }
            Optional<Standstill> standstill = Optional.ofNullable(standstills.get(name));
            Optional<String> pausedBy = standstill.flatMap(Standstill::pausedBy);
            if (pausedBy.isPresent()) {
                return stands(
                        "account-paused",
                        "The account '" + name + "' is paused by " + pausedBy.get() + ". Resume it to go on.");
            }
            Optional<Incident> incident = standstill
                    .flatMap(Standstill::incident)
                    .flatMap(id ->
                            incidents.stream().filter(i -> i.id().equals(id)).findFirst());
            if (standstill.flatMap(Standstill::incident).isPresent()) {
                return Optional.of(parked(account.get(), incident));
            }
            return account.get().mail().isPresent()
                    ? Optional.empty()
                    : stands(
                            "account-disabled",
                            "The account '" + name + "' cannot be used: "
                                    + account.get().findings().stream()
                                            .filter(finding -> finding.severity() == Severity.ERROR)
                                            .findFirst()
                                            .map(Placing::ofObject)
                                            .orElse("it declares no smtp")
                                    + ".");
        }

        /** What it means and how to mend it first: the provider's own words may be long. */
        private Waiting parked(SendingAccount account, Optional<Incident> incident) {
            Optional<String> known = incident.map(one ->
                            advice.computeIfAbsent(one.id() + " " + account.name(), ignored -> advice(one, account)))
                    .filter(text -> !text.isEmpty());
            return new Waiting(
                    "account-parked",
                    "Signet does not use the account '" + account.name() + "' at this moment. "
                            + known.map(text -> text + " ").orElse("")
                            + "It goes on by itself once a probe succeeds; no attempt is burnt meanwhile."
                            + incident.map(Incident::reason)
                                    .filter(reason -> !reason.isBlank())
                                    .map(reason -> " What was said: " + reason)
                                    .orElse(""),
                    known,
                    incident.map(Incident::nextProbe),
                    incident);
        }

        private String advice(Incident incident, SendingAccount account) {
            Catalogue catalogue = services.operation().catalogue();
            Optional<Entry> known = catalogue.entry(incident.code());
            if (known.isEmpty()) {
                return "";
            }
            Map<String, String> names = new HashMap<>(Map.of("mailbox", account.address()));
            catalogue.explain(incident.reason()).stream()
                    .map(finding -> finding.facts().getOrDefault("application", ""))
                    .filter(application -> !application.isEmpty())
                    .findFirst()
                    .ifPresent(application -> names.put("client", application));
            Finding finding = known.get().finding(known.get().stage(), names);
            return sentence(finding.summary()) + " Fix: " + sentence(finding.remedy());
        }

        private static String sentence(String text) {
            return text.endsWith(".") ? text : text + ".";
        }

        private static Optional<Waiting> stands(String reason, String text) {
            return Optional.of(new Waiting(reason, text, Optional.empty(), Optional.empty(), Optional.empty()));
        }

        private static Waiting rests(String account, Rest rest) {
            return new Waiting(
                    "account-waits",
                    "It is its turn, but nothing of the account '" + account + "' begins until then. " + rest.reason(),
                    Optional.empty(),
                    Optional.of(rest.until()),
                    Optional.empty());
        }

        private Waiting time(EntryView entry) {
            Optional<Instant> next = entry.next().filter(at -> at.isAfter(now));
            if (next.isEmpty()) {
                return services.sending()
                        .delivering()
                        .rest(entry.account())
                        .map(rest -> rests(entry.account(), rest))
                        .orElseGet(() -> new Waiting(
                                "due",
                                "It is its turn: it is being sent or about to be.",
                                Optional.empty(),
                                entry.next(),
                                Optional.empty()));
            }
            if (entry.attempts() == 0 && entry.sendAt().isPresent()) {
                return new Waiting(
                        "scheduled", "It was handed in to be sent later.", Optional.empty(), next, Optional.empty());
            }
            Optional<String> advice = entry.last().map(Attempt::explanation).filter(text -> !text.isBlank());
            return new Waiting(
                    "retry",
                    "The last attempt did not succeed; another one follows."
                            + advice.map(text -> " " + text).orElse(""),
                    advice,
                    next,
                    Optional.empty());
        }
    }

    Map<String, Object> shape() {
        return Shapes.object(
                "reason",
                reason,
                "text",
                text,
                "advice",
                advice,
                "until",
                until,
                "incident",
                incident.map(Shapes::incident));
    }
}
