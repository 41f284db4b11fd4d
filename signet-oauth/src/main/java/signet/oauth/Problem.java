package signet.oauth;

/**
 * Something about a value that its owner should know: a key in the certificate's place, an assertion that ended. Says what
 * is there and what to do, and never repeats a secret value.
 *
 * @param code    stable name, lower case with hyphens, such as {@code certificate-expired}
 * @param summary what is there, in one sentence
 * @param remedy  what to do about it
 */
public record Problem(String code, Severity severity, String summary, String remedy) {
    /** How bad it is: an ERROR cannot work, a WARNING may, an INFO is only worth knowing. */
    public enum Severity {
        ERROR,
        WARNING,
        INFO
    }
}
