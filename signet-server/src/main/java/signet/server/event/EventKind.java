package signet.server.event;

import java.util.Arrays;
import java.util.Optional;

/** Every kind of event, with its word in logs, API and metrics. */
public enum EventKind {
    /** An entry was accepted: the one reception record. Facts: {@code from, recipients, size, message-id, origin}. */
    ACCEPTED("message.accepted"),
    /** One try ended. Facts: {@code attempt, stage, reply, took-ms}. */
    ATTEMPTED("message.attempted"),
    /** The final dot is about to be sent: from here a repetition may duplicate. Fact: {@code attempt}. */
    DOT("message.dot"),
    /** A try ended without an answer to the final dot. Facts: {@code attempt, possible-duplicate}. */
    UNCONFIRMED("message.unconfirmed"),
    HELD("message.held"),
    RELEASED("message.released"),
    /** Terminal per recipient: the provider took responsibility. Facts: {@code attempt, reply}. */
    DELIVERED("recipient.delivered"),
    /** Terminal per recipient. Facts: {@code attempt, reply, code}. */
    FAILED("recipient.failed"),
    /** Terminal per recipient: given up after the account's {@code give-up-after}. */
    EXPIRED("recipient.expired"),
    /** Terminal per recipient: an operator's decision. Fact: {@code by}. */
    CANCELLED("recipient.cancelled"),
    BOUNCED("recipient.bounced"),
    /** A final state was undone by an operator. Fact: {@code by}. */
    RETRIED("recipient.retried"),
    /** Signet stopped using an account or credential until a probe succeeds. Facts: {@code scope, name, code, reason, incident}. */
    PARKED("incident.opened"),
    /** A probe succeeded; what waited goes on. Facts: {@code scope, name, incident, lasted}. */
    RECOVERED("incident.closed"),
    /**
     * A canary, a message of an account to itself, came back. Facts: {@code took-ms, protocol} and, where it ends a time in which
     * none did, {@code missed-since}.
     */
    CANARY_RETURNED("canary.returned"),
    /**
     * A canary did not come back. Facts: {@code reason} ({@code lost}: accepted by the provider and not found, {@code mailbox}: the
     * mailbox cannot be opened, {@code refused}: refused for good), {@code sent, protocol, limit, in-a-row, detail, code, remedy}.
     */
    CANARY_MISSED("canary.missed"),
    PAUSED("account.paused"),
    RESUMED("account.resumed"),
    /** A certificate, secret or assertion ends. Facts: {@code credential, ends, days}. */
    EXPIRING("credential.expiring"),
    /** A token was given for what follows a credential, for the first time or again. Facts: {@code credential, ends, days}. */
    REHEARSED("credential.rehearsed"),
    /** What follows a credential would not work. Facts: {@code credential, ends, days, code, reason, fix}. */
    REHEARSAL_FAILED("credential.rehearsal-failed"),
    /** A credential is used by what followed it. Facts: {@code credential, because, kind, ended, ends, advice}. */
    SUCCEEDED("credential.succeeded"),
    /** Nothing is accepted nor delivered until storage is sound again. Fact: {@code reason}. */
    STORAGE_UNHEALTHY("storage.unhealthy"),
    STORAGE_HEALTHY("storage.healthy"),
    /** Soon no new mail will be accepted. Facts: {@code free, limit, reason}. */
    DISK_LOW("disk.low"),
    /** There is enough space again. Facts: {@code free, limit}. */
    DISK_ENOUGH("disk.enough"),
    /** Somebody reads the database and does not end, so that its log grows. Facts: {@code octets, limit, reason}. */
    WAL_LARGE("storage.log-large"),
    /** The log of the database has shrunk again. Facts: {@code octets, limit}. */
    WAL_SMALL("storage.log-small"),
    /** The wall clock was set, or the machine slept. Fact: {@code by}, how far (ISO 8601); negative when it was set back. */
    CLOCK_SET("clock.set"),
    /** A person logged in to the console. Facts: {@code user, peer}; {@code factor} is the second one, where there is one. */
    LOGGED_IN("console.login"),
    /**
     * A password was wrong, or there is no such user. Facts: {@code user} (only where it exists), {@code peer}; {@code what} is
     * {@code code} when the password was right and the code of the second factor wrong.
     */
    LOGIN_REFUSED("console.login-refused"),
    /** Somebody may use the console, no longer, or otherwise. Facts: {@code user, change, by}. */
    USER_CHANGED("console.user-changed"),
    /** Somebody read what is in a message. Facts: {@code by, what, peer}; {@code what} is {@code content} or {@code preview}. */
    CONTENT_READ("message.content-read"),
    /** Somebody made a support bundle. Facts: {@code by, addresses, peer}; {@code addresses} is {@code shortened} or {@code kept}. */
    SUPPORT_BUNDLE("support.bundle"),
    RELOADED("settings.reloaded"),
    /** New settings were wrong; the old ones go on. Fact: {@code reason}. */
    RELOAD_REFUSED("settings.refused"),
    STARTED("server.started"),
    STOPPED("server.stopped");

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<EventKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** Whether it ends a recipient: the delivery log has exactly one such record per recipient. */
    public boolean terminal() {
        return switch (this) {
            case DELIVERED, FAILED, EXPIRED, CANCELLED -> true;
            case ACCEPTED,
                    ATTEMPTED,
                    DOT,
                    UNCONFIRMED,
                    HELD,
                    RELEASED,
                    BOUNCED,
                    RETRIED,
                    PARKED,
                    RECOVERED,
                    CANARY_RETURNED,
                    CANARY_MISSED,
                    PAUSED,
                    RESUMED,
                    EXPIRING,
                    REHEARSED,
                    REHEARSAL_FAILED,
                    SUCCEEDED,
                    STORAGE_UNHEALTHY,
                    STORAGE_HEALTHY,
                    DISK_LOW,
                    DISK_ENOUGH,
                    WAL_LARGE,
                    WAL_SMALL,
                    CLOCK_SET,
                    LOGGED_IN,
                    LOGIN_REFUSED,
                    USER_CHANGED,
                    CONTENT_READ,
                    SUPPORT_BUNDLE,
                    RELOADED,
                    RELOAD_REFUSED,
                    STARTED,
                    STOPPED -> false;
        };
    }
}
