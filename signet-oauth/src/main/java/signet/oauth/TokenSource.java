package signet.oauth;

import java.util.List;

/** Gives access tokens. Safe for use by many threads; callers wait for one shared request, also when it fails. */
public interface TokenSource {
    /**
     * A token with enough life left to log in with: at least 60 s, or a tenth of its life if that is shorter.
     *
     * @throws TokenException when none can be had; the fault says why and when to ask again
     */
    AccessToken token() throws TokenException;

    /**
     * A token in place of one that a server refused although it should be valid. Asks the token endpoint once per rejected
     * token; a token that is very young is not replaced again but given back as it is.
     *
     * @throws TokenException as {@link #token()}
     */
    AccessToken replace(AccessToken rejected) throws TokenException;

    /**
     * Has the next call ask the token endpoint although it has just failed: a person says that something was mended. A failure of
     * the last second stands, and so does a time the endpoint itself asked to wait, so that nobody storms it by this. Nothing that
     * goes on by itself may call it.
     */
    default void askAgain() {}

    /** What was learnt while asking that the owner should know, such as an assertion form the endpoint did not take. */
    default List<Problem> notes() {
        return List.of();
    }
}
