package signet.server.queue;

/**
 * What is accepted.
 *
 * @param message    octets of a message
 * @param recipients of one message
 * @param freeDisk   octets that stay free on the disk of the data folder
 */
public record Limits(long message, int recipients, long freeDisk) {
    public static final Limits STANDARD = new Limits(50_000_000, 1_000, 1_000_000_000);
}
