package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import signet.doctor.Catalogue;
import signet.doctor.Entry;
import signet.server.account.AccountStates;
import signet.server.account.Accounts;
import signet.server.account.SendingAccount;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.Recorded;
import signet.server.queue.QueueView;

/**
 * Puts an event into words for a person who reads it on a telephone at night: what, since when, what waits, why in the provider's
 * own words, what to do, where to look.
 */
final class AlertTexts {
    private static final Logger LOG = System.getLogger(AlertTexts.class.getName());
    private static final String FIX =
            "Fix: make the new one now and put it in beside the old one as next: in signet.yaml; Signet changes over by itself.\n";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'");

    private final Catalogue catalogue;
    private final QueueView queue;
    private final AccountStates states;
    private final Accounts accounts;

    AlertTexts(Catalogue catalogue, QueueView queue, AccountStates states, Accounts accounts) {
        this.catalogue = catalogue;
        this.queue = queue;
        this.states = states;
        this.accounts = accounts;
    }

    /** The alert about this event; empty for events that are none. */
    Optional<Alert> alert(Recorded event) {
        return wording(event.event().kind()).map(words -> words.apply(event));
    }

    /** Whether events of this kind are alerts. */
    boolean knows(EventKind kind) {
        return wording(kind).isPresent();
    }

    /** Of canaries that go on to be missing, or to return, people hear once: each time that changes. */
    static boolean isNews(Event event) {
        if (event.kind() == EventKind.CANARY_MISSED) {
            return event.facts().getOrDefault("in-a-row", "1").equals("1");
        }
        return event.kind() != EventKind.CANARY_RETURNED || event.facts().containsKey("missed-since");
    }

    private Optional<Function<Recorded, Alert>> wording(EventKind kind) {
        return switch (kind) {
            case PARKED -> Optional.of(this::parked);
            case RECOVERED -> Optional.of(this::recovered);
            case CANARY_MISSED -> Optional.of(AlertTexts::missed);
            case CANARY_RETURNED -> Optional.of(AlertTexts::returned);
            case EXPIRING -> Optional.of(this::expiring);
            case REHEARSAL_FAILED -> Optional.of(AlertTexts::wouldNotWork);
            case SUCCEEDED -> Optional.of(AlertTexts::succeeded);
            case STORAGE_UNHEALTHY -> Optional.of(AlertTexts::unsound);
            case STORAGE_HEALTHY -> Optional.of(AlertTexts::soundAgain);
            case RELOAD_REFUSED -> Optional.of(AlertTexts::refused);
            case DISK_LOW -> Optional.of(AlertTexts::diskLow);
            case DISK_ENOUGH -> Optional.of(AlertTexts::diskEnough);
            case WAL_LARGE -> Optional.of(AlertTexts::logLarge);
            case WAL_SMALL -> Optional.of(AlertTexts::logSmall);
            case CLOCK_SET -> Optional.of(AlertTexts::clockSet);
            case ACCEPTED,
                    ATTEMPTED,
                    DOT,
                    UNCONFIRMED,
                    HELD,
                    RELEASED,
                    DELIVERED,
                    FAILED,
                    EXPIRED,
                    CANCELLED,
                    BOUNCED,
                    RETRIED,
                    PAUSED,
                    RESUMED,
                    LOGGED_IN,
                    LOGIN_REFUSED,
                    USER_CHANGED,
                    CONTENT_READ,
                    SUPPORT_BUNDLE,
                    RELOADED,
                    REHEARSED,
                    STARTED,
                    STOPPED -> Optional.empty();
        };
    }

    private static Alert soundAgain(Recorded event) {
        return of(
                event,
                "storage-sound." + event.number(),
                "storage is sound again",
                "Since " + time(event.at()) + " mail is accepted and delivered again.\n");
    }

    private static Alert diskLow(Recorded event) {
        return of(
                event,
                "disk-low." + event.number(),
                "the disk is getting full",
                "At " + time(event.at()) + ": " + fact(event, "reason") + "\n");
    }

    private static Alert diskEnough(Recorded event) {
        return of(
                event,
                "disk-enough." + event.number(),
                "there is enough space on the disk again",
                "Since " + time(event.at()) + " the disk of the data folder has enough space.\n");
    }

    private static Alert logLarge(Recorded event) {
        return of(
                event,
                "log-large." + event.number(),
                "the database's log does not stop growing",
                "At " + time(event.at()) + ": " + fact(event, "reason") + "\n");
    }

    private static Alert logSmall(Recorded event) {
        return of(
                event,
                "log-small." + event.number(),
                "the database's log has shrunk again",
                "Since " + time(event.at()) + " nobody keeps the database's log from being taken in.\n");
    }

    private static Alert clockSet(Recorded event) {
        Duration by = Duration.parse(fact(event, "by"));
        String way = by.isNegative() ? "back by " : "ahead by ";
        return of(
                event,
                "clock." + event.number(),
                "the clock of this machine was set " + way + length(by.abs()),
                "It shows " + time(event.at())
                        + " now. Waits and give-up-after go on as if it had not been set; mail with a sendAt"
                        + " goes by the clock as it is. Tokens cannot be had, or expire unseen, while the clock is wrong.\n"
                        + "Fix: if it is wrong now, set it, and have a time service keep it (NTP); if it is right, nothing.\n"
                        + "Look: timedatectl\n");
    }

    private static String length(Duration time) {
        return time.toDays() > 1
                ? time.toDays() + " days"
                : time.toHours() > 1 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
    }

    private static Alert refused(Recorded event) {
        return of(
                event,
                "settings." + event.number(),
                "new settings are wrong; the old ones go on",
                "At " + time(event.at()) + " signet.yaml was read again and refused as a whole.\nReason: "
                        + fact(event, "reason") + "\nLook: signet check\n");
    }

    /** Told directly it is happening; told by an event it is over, for before that no event could be stored. */
    private static Alert unsound(Recorded event) {
        String since = fact(event, "since");
        String when = since.isEmpty()
                ? "Before " + time(event.at()) + " storage failed."
                : "Since " + since + " storage fails.";
        return of(
                event,
                "storage." + (since.isEmpty() ? Long.toString(event.number()) : since),
                since.isEmpty()
                        ? "storage failed for a while"
                        : "storage is not sound: nothing is accepted nor delivered",
                when
                        + " What was acknowledged is kept; meanwhile programs are asked to try again later. Signet probes storage"
                        + " every 5 seconds and goes on by itself once it is sound.\n"
                        + "Reason: " + fact(event, "reason") + "\n"
                        + "Fix: look at the disk of the data folder (full, read-only, broken) and at the system's log.\n"
                        + "Look: GET /health/ready\n");
    }

    private Alert parked(Recorded event) {
        Optional<Entry> entry = catalogue.entry(fact(event, "code"));
        List<String> parked = parkedBy(event);
        StringBuilder text = new StringBuilder(
                "Since " + time(event.at()) + " Signet does not use " + what(event)
                        + ". No attempt is burnt and no message expires meanwhile; it goes on by itself once a probe succeeds.\n");
        if (!parked.isEmpty()) {
            text.append("Waiting: ").append(waiting(parked)).append('\n');
        }
        text.append("What was said: ").append(fact(event, "reason")).append('\n');
        entry.ifPresent(row -> {
            text.append("Meaning: ").append(row.meaning()).append('\n');
            if (!row.causes().isEmpty()) {
                text.append("Most likely: ").append(row.causes().getFirst()).append('\n');
            }
            text.append("Fix: ").append(row.fix()).append('\n');
        });
        text.append("Look: signet queue list\n");
        parked.stream()
                .limit(5)
                .forEach(account ->
                        text.append("      signet test ").append(account).append('\n'));
        return of(event, "parked." + fact(event, "incident"), what(event) + " is parked", text.toString());
    }

    private Alert recovered(Recorded event) {
        String lasted = fact(event, "lasted");
        return of(
                event,
                "recovered." + fact(event, "incident"),
                what(event) + " works again",
                "Since " + time(event.at()) + " Signet uses " + what(event) + " again"
                        + (lasted.isEmpty() ? "" : "; it stood still for " + lasted) + ". What waited goes on.\n");
    }

    private static Alert missed(Recorded event) {
        String account = event.event().account().orElse("?");
        String remedy = fact(event, "remedy");
        String code = fact(event, "code");
        return of(
                event,
                "canary-missed." + account + "." + fact(event, "sent"),
                "mail of account '" + account + "' does not come back",
                "The message that Signet sent at " + fact(event, "sent") + " from account '" + account + "' to itself "
                        + whatBecame(event) + "\n"
                        + (fact(event, "detail").isEmpty() ? "" : "Reason: " + fact(event, "detail") + "\n")
                        + (code.isEmpty() ? "" : "Finding: " + code + "\n")
                        + (remedy.isEmpty() ? "" : "Fix: " + remedy + "\n")
                        + "Signet goes on sending to itself and says when a message comes back.\n"
                        + "Look: signet test " + account + "\n");
    }

    private static String whatBecame(Recorded event) {
        String by = fact(event, "protocol").toUpperCase(java.util.Locale.ROOT);
        return switch (fact(event, "reason")) {
            case "mailbox" ->
                "was accepted by the provider, but the mailbox cannot be read by " + by + " to look whether it came.";
            case "refused" -> "was refused by the provider for good.";
            default ->
                "was accepted by the provider, but not found in the INBOX by " + by + " within " + fact(event, "limit")
                        + ". It may be late, in the junk folder, held by a rule or a transport rule, or lost.";
        };
    }

    private static Alert returned(Recorded event) {
        String account = event.event().account().orElse("?");
        return of(
                event,
                "canary-returned." + account + "." + event.number(),
                "mail of account '" + account + "' comes back again",
                "At " + time(event.at()) + " a message from account '" + account + "' to itself came back after "
                        + seconds(fact(event, "took-ms")) + ". None had since " + fact(event, "missed-since") + ".\n");
    }

    private static String seconds(String millis) {
        return millis.matches("[0-9]{1,12}")
                ? String.format(java.util.Locale.ROOT, "%.1f s", Long.parseLong(millis) / 1000.0)
                : "some time";
    }

    private Alert expiring(Recorded event) {
        String credential = fact(event, "credential");
        String kind = fact(event, "kind").isEmpty() ? "secret or certificate" : fact(event, "kind");
        String days = fact(event, "days");
        boolean over = days.startsWith("-");
        boolean follows = fact(event, "follows").equals("true");
        List<String> users = users(credential);
        return of(
                event,
                "expiring." + (follows ? "next." : "") + credential + "." + kind + "." + fact(event, "ends") + "."
                        + days,
                "the " + (follows ? "next " : "") + kind + " of credential '" + credential + "' "
                        + (over ? "has ended" : "ends in " + days + (days.equals("1") ? " day" : " days")),
                (over ? "It ended at " : "It ends at ") + fact(event, "ends") + ""
                        + (follows ? ". It is not in use yet.\n" : consequence(users))
                        + (fact(event, "followed").equals("true") ? followed(credential) : FIX)
                        + "Look: signet check\n");
    }

    private static String followed(String credential) {
        return "What follows is there, and Signet changes over by itself once a token is given for it. Try it: signet credential"
                + " rehearse " + credential + "\n";
    }

    private static String consequence(List<String> users) {
        return "; from then on " + (users.isEmpty() ? "nothing" : "nothing of " + named(users)) + " can be sent.\n";
    }

    private static Alert wouldNotWork(Recorded event) {
        String credential = fact(event, "credential");
        String ends = fact(event, "ends");
        return of(
                event,
                "rehearsal." + event.number(),
                "what follows the credential '" + credential + "' would not work",
                "At " + time(event.at()) + " no token was given for what follows the credential '" + credential + "'.\n"
                        + (ends.isEmpty() ? "" : "What is in use ends at " + ends + "; nothing takes its place then.\n")
                        + "Reason: " + fact(event, "reason") + "\n"
                        + "Fix: " + fact(event, "fix") + "\n"
                        + "Look: signet credential rehearse " + credential + "\n");
    }

    private static Alert succeeded(Recorded event) {
        String credential = fact(event, "credential");
        String kind = fact(event, "kind");
        String ends = fact(event, "ends");
        String advice = fact(event, "advice");
        return of(
                event,
                "succeeded." + event.number(),
                "the credential '" + credential + "' is used by its next " + kind,
                "Since " + time(event.at()) + " the " + kind + " that followed is in use (" + fact(event, "because")
                        + "), after a token was given for it. What waited goes on.\n"
                        + (ends.isEmpty() ? "" : "It ends at " + ends + ".\n")
                        + (advice.isEmpty() ? "" : "To do: " + advice + "\n"));
    }

    private static Alert of(Recorded event, String key, String subject, String text) {
        Map<String, String> data = new LinkedHashMap<>(event.event().facts());
        event.event().account().ifPresent(account -> data.putIfAbsent("account", account));
        return new Alert(event, key, oneLine(subject), text, data);
    }

    /** {@code account 'reports'}, {@code credential 'by-cert'} and the like. */
    private static String what(Recorded event) {
        String scope = fact(event, "scope").toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        String name = fact(event, "name");
        return (scope.isEmpty() ? "account" : scope) + " '"
                + (name.isEmpty() ? event.event().account().orElse("?") : name) + "'";
    }

    /** What waits; an alert without the count is better than none. */
    private String waiting(List<String> parked) {
        try {
            Map<String, Long> queued = queue.counts().queued();
            long all = parked.stream()
                    .mapToLong(account -> queued.getOrDefault(account, 0L))
                    .sum();
            return all + (all == 1 ? " message of " : " messages of ") + named(parked);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "what waits could not be counted for an alert", e);
            return "could not be counted (" + e.getMessage() + ")";
        }
    }

    private List<String> parkedBy(Recorded event) {
        String incident = fact(event, "incident");
        try {
            List<String> parked = states.standstills().entrySet().stream()
                    .filter(still -> still.getValue().incident().equals(Optional.of(incident)))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            return parked.isEmpty() ? event.event().account().stream().toList() : parked;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the parked accounts could not be read for an alert", e);
            return event.event().account().stream().toList();
        }
    }

    private List<String> users(String credential) {
        return accounts.current().accounts().values().stream()
                .filter(account -> account.credential().equals(Optional.of(credential)))
                .map(SendingAccount::name)
                .toList();
    }

    private static String named(List<String> names) {
        String first = names.stream().limit(10).collect(Collectors.joining(", "));
        return names.size() > 10 ? first + " and " + (names.size() - 10) + " more" : first;
    }

    private static String fact(Recorded event, String name) {
        return clean(event.event().facts().getOrDefault(name, ""));
    }

    /** Foreign text: one line, nothing a terminal or a reader acts on, not too long. */
    private static String clean(String text) {
        String visible = text.codePoints()
                .map(c -> Character.getType(c) == Character.CONTROL
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.LINE_SEPARATOR
                                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                        ? ' '
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return JsonLines.cut(visible);
    }

    private static String oneLine(String text) {
        String line = clean(text);
        return line.length() > 200 ? line.substring(0, 200) : line;
    }

    private static String time(Instant at) {
        return TIME.format(at.atOffset(ZoneOffset.UTC));
    }
}
