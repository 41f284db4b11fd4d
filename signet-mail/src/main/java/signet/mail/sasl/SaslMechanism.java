package signet.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import signet.mail.Endpoint;
import signet.oauth.Secret;

/**
 * One way to prove who we are, with what it says in each step. The client speaks first in all of them but LOGIN, whose first
 * message answers the server's first challenge all the same.
 */
sealed interface SaslMechanism {
    Mechanism name();

    /** The octets of the client's message {@code number}, counted from 0; empty = there is nothing more to say: cancel. */
    Optional<byte[]> message(int number);

    /** True when message {@code number} only acknowledges that the server said no (RFC 7628 §3.2.3). */
    default boolean acknowledgesRefusal(int number) {
        return false;
    }

    /** Google's and Microsoft's: {@code user=…^Aauth=Bearer …^A^A}; a refusal is acknowledged by an empty message. */
    record Xoauth2(String user, Secret token) implements SaslMechanism {
        @Override
        public Mechanism name() {
            return Mechanism.XOAUTH2;
        }

        @Override
        public Optional<byte[]> message(int number) {
            return number == 0
                    ? octets("user=" + user + "\1auth=Bearer " + token.reveal() + "\1\1")
                    : number == 1 ? octets("") : Optional.empty();
        }

        @Override
        public boolean acknowledgesRefusal(int number) {
            return number == 1;
        }
    }

    /** RFC 7628; a refusal is acknowledged by a single 0x01. */
    record OauthBearer(String user, Endpoint endpoint, Secret token) implements SaslMechanism {
        @Override
        public Mechanism name() {
            return Mechanism.OAUTHBEARER;
        }

        @Override
        public Optional<byte[]> message(int number) {
            String saslName = user.replace("=", "=3D").replace(",", "=2C"); // RFC 5801 §4
            return number == 0
                    ? octets("n,a=" + saslName + ",\1host=" + endpoint.host() + "\1port=" + endpoint.port()
                            + "\1auth=Bearer " + token.reveal() + "\1\1")
                    : number == 1 ? octets("\1") : Optional.empty();
        }

        @Override
        public boolean acknowledgesRefusal(int number) {
            return number == 1;
        }
    }

    /** RFC 4616. */
    record Plain(String user, Secret password) implements SaslMechanism {
        @Override
        public Mechanism name() {
            return Mechanism.PLAIN;
        }

        @Override
        public Optional<byte[]> message(int number) {
            return number == 0 ? octets("\0" + user + "\0" + password.reveal()) : Optional.empty();
        }
    }

    /** User name, then password, whatever the server asks them with (draft-murchison-sasl-login). */
    record Login(String user, Secret password) implements SaslMechanism {
        @Override
        public Mechanism name() {
            return Mechanism.LOGIN;
        }

        @Override
        public Optional<byte[]> message(int number) {
            return number == 0 ? octets(user) : number == 1 ? octets(password.reveal()) : Optional.empty();
        }
    }

    private static Optional<byte[]> octets(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
