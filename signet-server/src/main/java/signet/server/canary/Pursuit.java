package signet.server.canary;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import signet.doctor.MarkSearch;
import signet.server.account.AccountStates.Standstill;
import signet.server.canary.CanaryState.Missed;
import signet.server.canary.CanaryState.Reason;
import signet.server.canary.Verdicts.Miss;
import signet.server.queue.EntryView;

/** Follows canaries that are under way: through the queue until the provider accepted one, then in the mailbox until it is there. */
final class Pursuit {
    private static final Logger LOG = System.getLogger(Pursuit.class.getName());
    /** How often one that is not accepted at once is asked about. */
    private static final Duration SELDOM = Duration.ofSeconds(5);
    /** One in so many is diagnosed while the mailbox cannot be read. */
    private static final int DIAGNOSES = 4;

    private final Entries entries;
    private final Looks looks;
    private final Diagnosis doctor;
    private final Verdicts verdicts;

    Pursuit(Entries entries, Looks looks, Diagnosis doctor, Verdicts verdicts) {
        this.entries = entries;
        this.looks = looks;
        this.doctor = doctor;
        this.verdicts = verdicts;
    }

    void pursue(Canary canary, Plan plan, Flight flight, Instant now, Standstills still) throws IOException {
        if (now.isBefore(flight.nextLook())) {
            return;
        }
        if (flight.accepted().isEmpty()) {
            whetherAccepted(canary, plan, flight, now, still);
        } else if (looks.free(canary.account())) {
            looks.look(plan, new MarkSearch.Order(flight.mark(), canary.lostMarks(), true));
        }
    }

    // --- in the queue

    private void whetherAccepted(Canary canary, Plan plan, Flight flight, Instant now, Standstills still)
            throws IOException {
        Optional<EntryView> entry = entries.of(flight);
        if (entry.isEmpty()) {
            canary.unsent("its entry is gone from the queue");
            return;
        }
        EntryView.Recipient recipient = entry.get().recipients().getFirst();
        switch (recipient.state()) {
            case DELIVERED -> canary.fly(flight.accepted(recipient.since()));
            case FAILED, BOUNCED -> verdicts.missed(canary, plan, flight, Miss.refused(recipient), now);
            case EXPIRED, CANCELLED -> {
                canary.unsent("it was " + recipient.state().word() + " in the queue");
                entries.forget(entry.get().id());
            }
            case PENDING -> whetherGivenUp(canary, flight, entry.get(), now, still);
        }
    }

    /** An account that stands still, or a message nobody takes for so long: others tell of it. */
    private void whetherGivenUp(Canary canary, Flight flight, EntryView entry, Instant now, Standstills still)
            throws IOException {
        boolean late = !now.isBefore(flight.sent().plus(Canaries.LIMIT));
        boolean fresh = entry.attempts() == 0 && flight.fresh(now);
        Optional<Standstill> standstill = fresh ? Optional.empty() : still.of(canary.account());
        if (!late && standstill.isEmpty()) {
            canary.fly(fresh ? flight : flight.again(now.plus(SELDOM)));
            return;
        }
        if (!entries.cancel(entry.id())) {
            return; // it is being sent this moment
        }
        boolean paused = standstill.flatMap(Standstill::pausedBy).isPresent();
        boolean parked = standstill.flatMap(Standstill::incident).isPresent();
        if (parked) {
            canary.unsent("the account was parked");
        } else if (paused) {
            canary.drop();
        } else {
            canary.unsent("the provider did not take it within " + Canaries.minutes()
                    + entry.last().map(last -> ": " + last.explanation()).orElse(""));
        }
        if (entry.attempts() > 0) { // an answer may have been lost
            canary.giveUp(Lost.of(flight).forgotten(), now);
        }
        entries.forget(entry.id());
    }

    // --- in the mailbox

    /** What came of a look or a diagnosis. */
    void saw(Canary canary, Plan plan, Looks.Seen seen, Instant now) throws IOException {
        Optional<Flight> flight = canary.flight().filter(one -> one.mark().equals(seen.mark()));
        switch (seen) {
            case Looks.Seen.Mailbox looked -> {
                looked.found().ifPresent(found -> removed(canary, found));
                if (flight.isPresent()) {
                    looked(canary, plan, flight.get(), looked, now);
                }
            }
            case Looks.Seen.Diagnosed diagnosed -> {
                if (flight.isPresent()) {
                    Miss miss = Miss.mailbox(diagnosed.finding(), diagnosed.trouble());
                    verdicts.missed(canary, plan, flight.get(), miss, now);
                }
            }
        }
    }

    private void removed(Canary canary, MarkSearch.Found found) {
        found.notRemoved()
                .ifPresent(why -> LOG.log(
                        Level.WARNING, "the canary of {0} was found but not removed: {1}", canary.account(), why));
        for (Lost late : canary.found(found.marks())) {
            late.entry().ifPresent(entries::drop);
        }
    }

    private void looked(Canary canary, Plan plan, Flight flight, Looks.Seen.Mailbox looked, Instant now)
            throws IOException {
        Set<String> marks = looked.found().map(MarkSearch.Found::marks).orElse(Set.of());
        Instant end = flight.accepted().orElse(now).plus(Canaries.LIMIT);
        boolean over = !looked.began().isBefore(end) && !looked.began().isAfter(now); // else the clock was set back
        if (marks.contains(flight.mark())) {
            verdicts.returned(canary, plan, flight, looked.at().isAfter(now) ? now : looked.at());
        } else if (over && looked.trouble().isPresent()) {
            unreadable(canary, plan, flight, looked.trouble().get(), now);
        } else if (over) {
            verdicts.missed(canary, plan, flight, Miss.lost(), now);
        } else {
            canary.fly(flight.looked(now, end));
        }
    }

    /** The doctor asks the provider much; in a long outage of many mailboxes not each time. */
    private void unreadable(Canary canary, Plan plan, Flight flight, String trouble, Instant now) throws IOException {
        Optional<Missed> same =
                canary.missed().filter(last -> last.reason() == Reason.MAILBOX && last.inARow() % DIAGNOSES != 0);
        if (same.isPresent()) {
            verdicts.missed(canary, plan, flight, Miss.again(same.get()), now);
        } else {
            looks.diagnose(plan, flight.mark(), trouble, doctor);
            canary.fly(flight.looked(now, now));
        }
    }
}
