package signet.simulator.exchange;

/** Whose habits the mail servers show. */
public enum Profile {
    /** AUTH LOGIN XOAUTH2; a refusal is final and says nothing. */
    EXCHANGE,
    /** XOAUTH2 and OAUTHBEARER; a refusal is a challenge with JSON that the client has to answer first. */
    GOOGLE,
    /** A provider with passwords: PLAIN and LOGIN. */
    PLAIN
}
