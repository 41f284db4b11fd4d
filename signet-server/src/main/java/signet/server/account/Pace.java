package signet.server.account;

import java.util.OptionalInt;

/**
 * What the provider allows one mailbox; an absent limit is none.
 *
 * @param connections       at a time
 * @param messagesPerMinute in any 60 seconds
 * @param recipientsPerDay  in any 24 hours
 */
public record Pace(OptionalInt connections, OptionalInt messagesPerMinute, OptionalInt recipientsPerDay) {
    /** Exchange Online: 3 connections, 30 messages a minute, 10,000 recipients a day for each mailbox. */
    public static final Pace EXCHANGE_ONLINE = new Pace(OptionalInt.of(3), OptionalInt.of(30), OptionalInt.of(10_000));

    public static final Pace UNLIMITED = new Pace(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
