package signet.doctor;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.TlsMode;
import signet.mail.wire.Connector;
import signet.oauth.TokenFault;

/**
 * The certificates that the login host presented, when TLS with it failed: the token's transport tells only that it failed,
 * so the handshake is made once more by the mail connector, which keeps them.
 *
 * @param fault        why the handshake failed again; empty where it went well with what the account trusts
 * @param certificates leaf first, not empty
 */
record LoginChain(Optional<Fault> fault, List<X509Certificate> certificates) {
    LoginChain {
        certificates = List.copyOf(certificates);
    }

    static Optional<LoginChain> look(Subject subject, TokenFault failed) {
        URI url = failed.endpoint();
        boolean tls =
                "https".equals(url.getScheme()) && failed.message().matches("(?is).*(certif|pkix|ssl|tls|handshake).*");
        Optional<Account> way = subject.accounts().values().stream().findFirst();
        if (!tls || way.isEmpty() || failed.kind() != TokenFault.Kind.UNREACHABLE) {
            return Optional.empty();
        }
        Account account = new Account(
                way.get().name(),
                way.get().address(),
                way.get().authentication(),
                Map.of(
                        Protocol.IMAP, // any; what is spoken after the handshake does not matter here
                        new Endpoint(url.getHost(), url.getPort() < 0 ? 443 : url.getPort(), TlsMode.IMPLICIT)),
                MailProbe.withShortTimeouts(way.get().network()));
        Recorder recorder = new Recorder(Protocol.IMAP, Progress.NONE);
        try {
            Connector.open(account, Protocol.IMAP, recorder).close();
            return presented(Optional.empty(), recorder);
        } catch (MailException e) {
            return presented(Optional.of(e.fault()), recorder);
        }
    }

    private static Optional<LoginChain> presented(Optional<Fault> fault, Recorder recorder) {
        return recorder.facts().stream()
                .filter(Fact.PresentedChain.class::isInstance)
                .map(fact -> ((Fact.PresentedChain) fact).certificates())
                .filter(chain -> !chain.isEmpty())
                .reduce((first, last) -> last)
                .map(chain -> new LoginChain(fault, chain));
    }
}
