package signet.server.store;

import signet.server.queue.Held;
import signet.server.queue.RecipientState;
import signet.server.queue.Submission.Origin;

/** The numbers that stand in the database for words. They never change their meaning. */
final class Codes {
    static final int QUEUED = 0;
    static final int PARTLY = 6;
    /** States of an entry, all of them. */
    static final int STATES = 7;

    private Codes() {}

    static int of(RecipientState state) {
        return switch (state) {
            case PENDING -> QUEUED;
            case DELIVERED -> 1;
            case FAILED -> 2;
            case EXPIRED -> 3;
            case CANCELLED -> 4;
            case BOUNCED -> 5;
        };
    }

    static RecipientState recipientState(int code) {
        for (RecipientState state : RecipientState.values()) {
            if (of(state) == code) {
                return state;
            }
        }
        throw new IllegalStateException("the database has a recipient in the unknown state " + code);
    }

    /** The word of an entry's state. */
    static String stateWord(int code) {
        return switch (code) {
            case QUEUED -> "queued";
            case PARTLY -> "partly";
            default -> recipientState(code).word();
        };
    }

    /** -1 when there is no such state. */
    static int state(String word) {
        for (int code = 0; code < STATES; code++) {
            if (stateWord(code).equals(word)) {
                return code;
            }
        }
        return -1;
    }

    static int of(Held held) {
        return switch (held) {
            case NONE -> 0;
            case OPERATOR -> 1;
            case UNCONFIRMED -> 2;
            case QUARANTINE -> 3;
            case RESTORED -> 4;
            case SENDER -> 5;
        };
    }

    static Held held(int code) {
        for (Held held : Held.values()) {
            if (of(held) == code) {
                return held;
            }
        }
        throw new IllegalStateException("the database has an entry held for the unknown reason " + code);
    }

    static int of(Origin.Kind kind) {
        return switch (kind) {
            case SMTP -> 0;
            case API -> 1;
            case REPORT -> 2;
            case ALERT -> 3;
            case RESENT -> 4;
            case CANARY -> 5;
        };
    }

    static Origin.Kind origin(int code) {
        for (Origin.Kind kind : Origin.Kind.values()) {
            if (of(kind) == code) {
                return kind;
            }
        }
        throw new IllegalStateException("the database has an entry of the unknown origin " + code);
    }
}
