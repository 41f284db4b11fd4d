package signet.mail.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.Stage;
import signet.mail.TlsMode;
import signet.oauth.OutgoingProxy;

/**
 * From an account to a connected {@link Wire}: configuration, resolve, connect (every address, perhaps through a proxy) and
 * implicit TLS. STARTTLS and STLS are the protocol's to ask for.
 */
public final class Connector {
    /** What an address that does not answer may cost while others are untried (in the spirit of RFC 8305 §5). */
    private static final Duration FIRST_GLANCE = Duration.ofMillis(300);

    private final Endpoint endpoint;
    private final Network network;
    private final Progress progress;

    private Connector(Endpoint endpoint, Network network, Progress progress) {
        this.endpoint = endpoint;
        this.network = network;
        this.progress = progress;
    }

    /** A connection to {@code account}'s endpoint for {@code protocol}; with implicit TLS, TLS is up. */
    public static Wire open(Account account, Protocol protocol, SessionListener listener) throws MailException {
        Progress progress = new Progress(protocol, listener);
        Optional<Endpoint> endpoint = account.endpoint(protocol);
        if (endpoint.isEmpty()) {
            throw progress.fail(
                    Fault.Kind.CONFIGURATION, "account " + account.name() + " has no " + protocol.word() + " endpoint");
        }
        boolean bearer = account.authentication().kind() == Authentication.Kind.BEARER;
        if (bearer && endpoint.get().tls() == TlsMode.NONE) {
            throw progress.fail(
                    Fault.Kind.CONFIGURATION,
                    "account " + account.name() + " logs in with OAuth 2.0, which needs TLS: set " + protocol.word()
                            + ".tls to starttls or implicit");
        }
        return new Connector(endpoint.get(), account.network(), progress).open();
    }

    private Wire open() throws MailException {
        Wire wire = network.proxy().isPresent() ? throughProxy(network.proxy().get()) : directly();
        if (endpoint.tls() == TlsMode.IMPLICIT) {
            try {
                wire.startTls();
            } catch (MailException e) {
                wire.close();
                throw e;
            }
        }
        return wire;
    }

    private Wire directly() throws MailException {
        List<InetAddress> addresses = resolve(endpoint.host());
        progress.fact(new Fact.Addresses(endpoint.host(), addresses));
        boolean loopback = addresses.stream().allMatch(InetAddress::isLoopbackAddress);
        if (endpoint.tls() == TlsMode.NONE && !loopback) {
            throw progress.fail(
                    Fault.Kind.CONFIGURATION,
                    endpoint + " is not on this machine and TLS is off: a password is never sent in clear; set tls to"
                            + " starttls or implicit");
        }
        progress.pass(addresses.size() + (addresses.size() == 1 ? " address" : " addresses"));
        progress.begin(Stage.CONNECT);
        SocketChannel channel = connect(addresses, endpoint.port(), endpoint.toString());
        progress.pass(peer(channel));
        return new Wire(new SocketPipe(channel), endpoint, network, progress, loopback);
    }

    private Wire throughProxy(OutgoingProxy proxy) throws MailException {
        if (endpoint.tls() == TlsMode.NONE) {
            throw progress.fail(
                    Fault.Kind.CONFIGURATION,
                    "TLS is off for " + endpoint + " behind a proxy: a password is never sent in clear");
        }
        List<InetAddress> addresses = resolve(proxy.host());
        progress.pass("the proxy resolves " + endpoint.host());
        progress.begin(Stage.CONNECT);
        String name = "the proxy " + new Endpoint(proxy.host(), proxy.port(), TlsMode.NONE);
        SocketPipe pipe = new SocketPipe(connect(addresses, proxy.port(), name));
        try {
            new ProxyGreeting(
                            proxy,
                            endpoint,
                            pipe,
                            Deadline.in(network.timeouts().connect()))
                    .ask();
        } catch (SocketTimeoutException e) {
            pipe.close();
            throw progress.fail(Fault.Kind.TIMEOUT, name + " did not answer in time", e);
        } catch (IOException e) {
            pipe.close();
            throw progress.fail(
                    Fault.Kind.NETWORK, name + " does not connect to " + endpoint + ": " + e.getMessage(), e);
        }
        progress.pass("through " + name);
        return new Wire(pipe, endpoint, network, progress, false);
    }

    private List<InetAddress> resolve(String host) throws MailException {
        progress.begin(Stage.RESOLVE);
        try {
            return network.dialer().resolve(host);
        } catch (UnknownHostException e) {
            throw progress.fail(
                    Fault.Kind.UNKNOWN_HOST,
                    "no address is known for " + host + ": is the name right, and does DNS work here?",
                    e);
        }
    }

    /** Every address in turn: first a glance at each, then those that were silent with patience. */
    private SocketChannel connect(List<InetAddress> addresses, int port, String name) throws MailException {
        Duration patience = network.timeouts().connect();
        Duration glance = addresses.size() > 1 && FIRST_GLANCE.compareTo(patience) < 0 ? FIRST_GLANCE : patience;
        List<InetAddress> silent = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        boolean timeout = true;
        for (InetAddress address : addresses) {
            try {
                return network.dialer().connect(new InetSocketAddress(address, port), glance);
            } catch (SocketTimeoutException e) {
                silent.add(address);
            } catch (IOException e) {
                timeout = false;
                failures.add(address.getHostAddress() + " " + e.getMessage());
            }
        }
        for (InetAddress address : silent) {
            try {
                if (!glance.equals(patience)) {
                    return network.dialer().connect(new InetSocketAddress(address, port), patience);
                }
                failures.add(address.getHostAddress() + " did not answer within " + patience.toMillis() + " ms");
            } catch (IOException e) {
                timeout = timeout && e instanceof SocketTimeoutException;
                failures.add(address.getHostAddress() + " " + e.getMessage());
            }
        }
        throw progress.fail(
                timeout ? Fault.Kind.TIMEOUT : Fault.Kind.NETWORK,
                "cannot connect to " + name + " (" + String.join("; ", failures)
                        + "): is the port right, and does a firewall let it out?");
    }

    private static String peer(SocketChannel channel) {
        return String.valueOf(channel.socket().getRemoteSocketAddress());
    }
}
