package signet.server.canary;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.CanaryState.Returned;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.queue.EntryView;

/** It returned, or it is missing: the event of it is stored first, then the canary knows, then its entry goes. */
final class Verdicts {
    private static final Logger LOG = System.getLogger(Verdicts.class.getName());

    private final EventLog events;
    private final Entries entries;

    Verdicts(EventLog events, Entries entries) {
        this.events = events;
        this.entries = entries;
    }

    /**
     * Why one is missing.
     *
     * @param detail what was seen, in words
     * @param code   of a finding or an answer; empty where there is none
     * @param remedy what helps; empty where nobody knows
     */
    record Miss(Reason reason, String detail, String code, String remedy) {
        static Miss lost() {
            return new Miss(Reason.LOST, "", "", "");
        }

        static Miss refused(EntryView.Recipient recipient) {
            return new Miss(
                    Reason.REFUSED,
                    recipient.reply().orElse(""),
                    recipient.code().filter(code -> !code.equals("unknown")).orElse(""),
                    "");
        }

        /** @param trouble what was met, where the doctor found nothing */
        static Miss mailbox(Optional<Finding> finding, String trouble) {
            return new Miss(
                    Reason.MAILBOX,
                    finding.map(Finding::summary).orElse(trouble),
                    finding.map(Finding::code).orElse(""),
                    finding.map(Finding::remedy).orElse(""));
        }

        /** For the reason the last one was. */
        static Miss again(Missed last) {
            return new Miss(last.reason(), last.detail(), last.code(), "");
        }
    }

    void returned(Canary canary, Plan plan, Flight flight, Instant at) throws IOException {
        Duration took = Duration.between(flight.sent(), at);
        took = took.isNegative() ? Duration.ZERO : took; // the clock was set back
        Map<String, String> facts = Event.facts(
                "took-ms",
                Long.toString(took.toMillis()),
                "protocol",
                plan.protocol().word());
        canary.missed()
                .ifPresent(missed -> facts.put("missed-since", missed.since().toString()));
        Optional<EntryView> entry = entries.of(flight); // first: what fails behind the event would store it twice
        events.append(Event.account(EventKind.CANARY_RETURNED, canary.account(), facts));
        canary.returned(new Returned(at, took));
        if (entry.isPresent()) {
            if (entry.get().attempts() > 1) { // an answer may have been lost, and a second copy be on its way
                canary.giveUp(Lost.of(flight).forgotten(), at);
            }
            entries.forget(entry.get().id());
        }
        entries.dropEarlier(canary);
    }

    void missed(Canary canary, Plan plan, Flight flight, Miss miss, Instant now) throws IOException {
        events.append(Event.account(
                EventKind.CANARY_MISSED,
                canary.account(),
                Event.facts(
                        "reason", miss.reason().word(),
                        "sent", flight.sent().toString(),
                        "protocol", plan.protocol().word(),
                        "limit", Canaries.minutes(),
                        "in-a-row", Integer.toString(canary.inARow() + 1),
                        "detail", miss.detail(),
                        "code", miss.code(),
                        "remedy", miss.remedy())));
        canary.missed(flight, miss.reason(), miss.detail(), miss.code());
        entries.dropEarlier(canary);
        canary.giveUp(Lost.of(flight), now);
        LOG.log(
                Level.WARNING,
                "the canary of {0} of {1} is missing ({2}) {3}",
                canary.account(),
                flight.sent(),
                miss.reason().word(),
                miss.detail());
    }
}
