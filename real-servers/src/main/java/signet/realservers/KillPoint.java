package signet.realservers;

import java.util.List;
import signet.realservers.MailStream.Kind;

/** Where the server is killed. The numbers are those of {@code docs/durability.md}. */
enum KillPoint {
    /** Nowhere in particular. */
    ANYWHERE("C2 C5"),
    /** A client has sent half of a small and half of a large message. */
    HALF_RECEIVED("C1", Moment.HALF_SENT),
    /** A client has sent its final dot and waits for the answer. */
    BEFORE_250("C2 C3", Moment.DOT_SENT),
    /** A client has just read the answer. */
    AFTER_250("C4", Moment.ANSWER_READ),
    TOKEN("C6 C7", fault("token", "request", "\"action\": \"stall\"")),
    AUTHENTICATE("C8", fault("smtp", "authenticate", "\"action\": \"stall\"")),
    MAIL("C9", fault("smtp", "mail", "\"action\": \"stall\"")),
    RCPT("C9", fault("smtp", "rcpt", "\"action\": \"stall\"")),
    DATA("C9", fault("smtp", "data", "\"action\": \"stall\"")),
    BODY("C10", fault("smtp", "body", "\"action\": \"stall\", \"after\": 500")),
    DOT("C11 C12", fault("smtp", "dot", "\"action\": \"stall\"")),
    DOT_LOST("C12", fault("smtp", "dot", "\"action\": \"close\", \"probability\": 0.2")),
    DOT_LATE("C13", fault("smtp", "dot", "\"action\": \"delay\", \"duration\": \"20ms\"")),
    /** A delivery log has just grown: its events are stored, and more are on their way. */
    LOG_GROWS("C14 C25", Moment.LOG_GROWN),
    LATER(
            "C9",
            fault("smtp", "rcpt", "\"action\": \"say\", \"text\": \"450 4.2.1 later\", \"probability\": 0.5"),
            Moment.A_WHILE),
    /** Senders are told that a recipient is none; the reports are on their way. */
    REFUSED(
            "C16",
            fault("smtp", "rcpt", "\"action\": \"say\", \"text\": \"550 5.1.1 no such user\", \"probability\": 0.4"),
            Moment.A_WHILE),
    /** SQLite moves what is in its log into the database. */
    CHECKPOINT("C20", Moment.DATABASE_WRITTEN),
    /** The settings file is being written in place, and HUP asks for it. */
    RELOAD("C23"),
    /** It was asked to end, and is busy ending. */
    DRAIN("C24"),
    /** It was asked to end twice. */
    DRAIN_TWICE("C24"),
    /** Afterwards the newest delivery log is cut short by some octets. */
    LOG_TORN("C25"),
    /** The process stood still for three seconds. */
    STOPPED("C26");

    /** What a kill waits for, besides a random while. */
    enum Moment {
        ANY,
        /** Long enough for the first answers. */
        A_WHILE,
        HALF_SENT,
        DOT_SENT,
        ANSWER_READ,
        LOG_GROWN,
        DATABASE_WRITTEN
    }

    final String rows;
    final String fault;
    final Moment moment;

    KillPoint(String rows) {
        this(rows, "", Moment.ANY);
    }

    KillPoint(String rows, String fault) {
        this(rows, fault, Moment.ANY);
    }

    KillPoint(String rows, Moment moment) {
        this(rows, "", moment);
    }

    KillPoint(String rows, String fault, Moment moment) {
        this.rows = rows;
        this.fault = fault;
        this.moment = moment;
    }

    /** What clients send meanwhile. */
    List<Kind> clients() {
        List<Kind> usual = List.of(Kind.SMTP, Kind.SMTP, Kind.SMTP, Kind.HTTP);
        return switch (this) {
            case HALF_RECEIVED -> List.of(Kind.SMTP, Kind.HTTP, Kind.HALF, Kind.HALF);
            case CHECKPOINT -> List.of(Kind.BULK, Kind.BULK, Kind.BULK, Kind.BULK, Kind.HTTP);
            default -> usual;
        };
    }

    private static String fault(String protocol, String stage, String more) {
        return "{\"protocol\": \"" + protocol + "\", \"stage\": \"" + stage + "\", " + more + "}";
    }
}
