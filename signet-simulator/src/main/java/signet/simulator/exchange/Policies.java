package signet.simulator.exchange;

import java.time.Duration;
import signet.simulator.Presented;

/**
 * Limits and switches of the service that a test may move; the initial values are Exchange Online's. Setters return the
 * policies. Thread-safe.
 */
public final class Policies {
    private volatile Profile profile = Profile.EXCHANGE;
    private volatile Presented certificate = Presented.OWN;
    private volatile boolean startTlsOffered = true;
    private volatile boolean tlsRequired = true;
    private volatile boolean bareLineEndsAccepted;
    private volatile boolean popTokenLimited = true;
    private volatile boolean delivering = true;
    private volatile int messagesPerMinute = 30;
    private volatile int smtpConnections = 3;
    private volatile int imapConnections = 20;
    private volatile int recipientsPerMessage = 500;
    private volatile long recipientsPerDay = 10_000;
    private volatile long messageSize = 157_286_400;
    private volatile int submissionsKept = 100_000;
    private volatile Duration idleTimeout = Duration.ofMinutes(30);

    Policies() {}

    public Profile profile() {
        return profile;
    }

    public Policies profile(Profile changed) {
        profile = changed;
        return this;
    }

    /** What the mail servers show in the TLS handshake. */
    public Presented certificate() {
        return certificate;
    }

    public Policies certificate(Presented shown) {
        certificate = shown;
        return this;
    }

    /** Whether STARTTLS and STLS are offered on the plain ports. */
    public boolean startTlsOffered() {
        return startTlsOffered;
    }

    public Policies startTlsOffered(boolean on) {
        startTlsOffered = on;
        return this;
    }

    /** Whether nothing but STARTTLS goes before TLS. */
    public boolean tlsRequired() {
        return tlsRequired;
    }

    public Policies tlsRequired(boolean on) {
        tlsRequired = on;
        return this;
    }

    /** Whether DATA may contain a CR or LF on its own; never the end of the data either way. */
    public boolean bareLineEndsAccepted() {
        return bareLineEndsAccepted;
    }

    public Policies bareLineEndsAccepted(boolean on) {
        bareLineEndsAccepted = on;
        return this;
    }

    /** Whether POP3 breaks on tokens of more than 4,096 characters, as observed in 2025. */
    public boolean popTokenLimited() {
        return popTokenLimited;
    }

    public Policies popTokenLimited(boolean on) {
        popTokenLimited = on;
        return this;
    }

    /** Whether accepted mail goes into mailboxes, or is only recorded. */
    public boolean delivering() {
        return delivering;
    }

    public Policies delivering(boolean on) {
        delivering = on;
        return this;
    }

    /** Per mailbox and sliding minute; 0: no limit. */
    public int messagesPerMinute() {
        return messagesPerMinute;
    }

    public Policies messagesPerMinute(int most) {
        messagesPerMinute = most;
        return this;
    }

    /** Parallel submission sessions per mailbox; 0: no limit. */
    public int smtpConnections() {
        return smtpConnections;
    }

    public Policies smtpConnections(int most) {
        smtpConnections = most;
        return this;
    }

    /** Parallel IMAP sessions per mailbox; 0: no limit. Not published for Exchange Online; 16 to 20 were observed. */
    public int imapConnections() {
        return imapConnections;
    }

    public Policies imapConnections(int most) {
        imapConnections = most;
        return this;
    }

    /** 1 to 1,000. */
    public int recipientsPerMessage() {
        return recipientsPerMessage;
    }

    public Policies recipientsPerMessage(int most) {
        recipientsPerMessage = most;
        return this;
    }

    /** Per mailbox and sliding 24 hours; 0: no limit. */
    public long recipientsPerDay() {
        return recipientsPerDay;
    }

    public Policies recipientsPerDay(long most) {
        recipientsPerDay = most;
        return this;
    }

    /** Octets, as announced by SIZE. */
    public long messageSize() {
        return messageSize;
    }

    public Policies messageSize(long most) {
        messageSize = most;
        return this;
    }

    /** How many submissions stay in {@link Exchange#submissions()}, the newest; 0 keeps none. */
    public int submissionsKept() {
        return submissionsKept;
    }

    public Policies submissionsKept(int most) {
        submissionsKept = most;
        return this;
    }

    /** How long a session may be silent, IDLE included. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    public Policies idleTimeout(Duration most) {
        idleTimeout = most;
        return this;
    }
}
