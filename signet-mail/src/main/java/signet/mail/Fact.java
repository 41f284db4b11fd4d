package signet.mail;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** Something observed while connecting. */
public sealed interface Fact {
    /** The addresses of the host. */
    record Addresses(String host, List<InetAddress> addresses) implements Fact {}

    /** The chain the server presented, leaf first; also when the handshake then failed. */
    record PresentedChain(List<X509Certificate> certificates) implements Fact {}

    /** What the server says it can do, as announced: keyword or keyword with arguments, upper case keyword. */
    record Capabilities(Set<String> words, boolean afterTls, boolean afterLogin) implements Fact {}

    /** The greeting line. */
    record Greeting(Reply reply) implements Fact {}

    /** A SASL challenge in place of the final answer, decoded as far as it could be: {@code {"status":"401",…}}. */
    record Challenge(String decoded) implements Fact {}

    /** The mechanism that was used. */
    record MechanismUsed(String mechanism) implements Fact {}

    /** The server refused the token and a fresh one is tried. */
    record TokenReplaced(Reply refusal) implements Fact {}
}
