package signet.doctor;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a connection test goes.
 *
 * @param sendTo   where a real message is sent; without it nothing is sent. When it is the account's own address the message
 *                 is also looked for in the mailbox
 * @param negative a mailbox that the application should not be able to open; whether it can is tried
 * @param deadline after which no further step begins; a step under way ends by its own time-outs of at most 20 s
 * @param arrival  how long the message may take to arrive
 */
public record DoctorOptions(Optional<String> sendTo, Optional<String> negative, Duration deadline, Duration arrival) {
    public static final DoctorOptions DEFAULTS =
            new DoctorOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(90), Duration.ofSeconds(60));

    /** The same with a real message to {@code address}. */
    public DoctorOptions sendingTo(String address) {
        return new DoctorOptions(Optional.of(address), negative, deadline, arrival);
    }

    /** The same, trying also to open {@code address}, which should fail. */
    public DoctorOptions notOpening(String address) {
        return new DoctorOptions(sendTo, Optional.of(address), deadline, arrival);
    }
}
