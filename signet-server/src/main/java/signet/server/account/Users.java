package signet.server.account;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** People who may use the console, and the one-time links by which they become so. Links are stored by their SHA-256 only. */
public interface Users {
    /** In the order of their names. */
    List<User> list() throws IOException;

    Optional<User> find(String name) throws IOException;

    /** Whether there is anybody. */
    boolean none() throws IOException;

    /** Changes the role. False when there is no such user. */
    boolean role(String name, Role role) throws IOException;

    /** Puts another password in place of the former one. False when there is no such user. */
    boolean password(String name, PasswordHash hash, Instant now) throws IOException;

    /** Puts a stronger hash of the same password in place: sessions go on. */
    void rehashed(String name, PasswordHash hash) throws IOException;

    void loggedIn(String name, Instant now) throws IOException;

    boolean delete(String name) throws IOException;

    /** Stores a link, and forgets those that were used or are over. */
    void link(Link link, byte[] sha256, Instant now) throws IOException;

    /** Forgets all links. */
    void withdrawLinks() throws IOException;

    /** The link of this digest, unless it was used or is over. */
    Optional<Link> link(byte[] sha256, Instant now) throws IOException;

    /**
     * Uses a link up and makes the user, or gives the user it names a new password, in one step. A second factor stays, unless the
     * link forgets it.
     *
     * @param name of the user, where the link names none
     * @return empty when the link cannot be used any more, or the name is taken
     */
    Optional<User> redeem(byte[] sha256, String name, PasswordHash hash, Instant now) throws IOException;

    /**
     * A person.
     *
     * @param name          {@code [a-z0-9][a-z0-9._-]{0,62}}
     * @param hash          of the password
     * @param passwordSince when the password was set: older sessions are over
     * @param factorSince   when the second factor was confirmed; sessions from before are over
     */
    record User(
            String name,
            Role role,
            PasswordHash hash,
            Instant created,
            Instant passwordSince,
            Optional<Instant> lastLogin,
            Optional<Instant> factorSince) {}

    /**
     * A right to become a user, once.
     *
     * @param role          of the user to be
     * @param name          that has to be taken; for somebody who exists it sets a new password
     * @param forgetsFactor whether the user's second factor goes when it is used
     */
    record Link(Role role, Optional<String> name, Instant expires, boolean forgetsFactor) {
        /** One that leaves a second factor as it is. */
        public Link(Role role, Optional<String> name, Instant expires) {
            this(role, name, expires, false);
        }
    }
}
