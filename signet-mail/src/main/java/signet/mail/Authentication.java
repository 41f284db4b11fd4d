package signet.mail;

import signet.oauth.Secret;
import signet.oauth.TokenSource;

/** Who we say we are, and with what. */
public sealed interface Authentication {
    /** The mailbox to open: with an application's token the primary address of the mailbox. */
    String username();

    /** Which of the two it is; switch over this. */
    Kind kind();

    /** A password goes by PLAIN or LOGIN, a token by XOAUTH2 or OAUTHBEARER; never one in place of the other. */
    enum Kind {
        PASSWORD,
        BEARER
    }

    /** User name and password (RFC 4616). */
    record Password(String username, Secret password) implements Authentication {
        @Override
        public Kind kind() {
            return Kind.PASSWORD;
        }
    }

    /** A token fetched when the connection is made, and replaced once if the server refuses it. */
    record Bearer(String username, TokenSource tokens) implements Authentication {
        @Override
        public Kind kind() {
            return Kind.BEARER;
        }
    }
}
