package signet.server.settings;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.mail.TlsMode;
import signet.server.account.AddressRange;
import signet.server.queue.LineEnds;

/** Makes listeners of their blocks. An open relay has no form that comes through here. */
final class ListenerReader {
    /** RFC 1123 §2.1. */
    private static final Pattern HOSTNAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*");

    private static final int WIDEST_IPV4 = 8;
    private static final int WIDEST_IPV6 = 32;

    private final Complaints complaints;
    private final Names accounts;
    private final Instant now;
    private final Map<String, String> taken = new HashMap<>();

    ListenerReader(Complaints complaints, Names accounts, Instant now) {
        this.complaints = complaints;
        this.accounts = accounts;
        this.now = now;
    }

    /** The usable listeners of the section. */
    List<ConfiguredListener> read(Block section) {
        for (String protocol : List.of("imap", "pop3")) {
            if (section.has(protocol)) {
                complaints.info(
                        Owners.item("listeners." + protocol, 1, Owners.FILE),
                        section.place(protocol),
                        "settings-not-used-yet",
                        "'listeners." + protocol + "' is checked, but this version listens for SMTP only",
                        "Keep it for a later version, or remove it.");
            }
        }
        List<ConfiguredListener> listeners = new ArrayList<>();
        for (Block block : section.blocks("smtp")) {
            ConfiguredListener listener = listener(block);
            if (!complaints.hasError(block.owner())) {
                listeners.add(listener);
            }
        }
        return listeners;
    }

    private ConfiguredListener listener(Block block) {
        InetAddress address = Ranges.address(block, complaints);
        int port = block.whole("port").orElse(ConfiguredListener.DEFAULT_PORT);
        Optional<TlsIdentity> identity = new TlsReader(complaints, now).read(block);
        TlsMode tls = tls(block, port);
        Ports.check(block, port, complaints);
        once(block, address, port);
        privacy(block, address, tls, identity);
        List<RelayRule> relay = new ArrayList<>();
        for (Block rule : block.blocks("relay")) {
            relay.add(new RelayRule(networks(rule), account(rule)));
        }
        if (!relay.isEmpty()) {
            notForTheWorld(block, address);
        }
        return new ConfiguredListener(
                address,
                port,
                tls,
                tls == TlsMode.NONE ? Optional.empty() : identity,
                relay,
                hostname(block),
                block.text("line-ends").filter("normalize"::equals).isPresent() ? LineEnds.NORMALIZE : LineEnds.REJECT);
    }

    /** With a certificate STARTTLS, at once on 465 (RFC 8314 §3.3); without one none, which only loopback may do. */
    private static TlsMode tls(Block block, int port) {
        Optional<TlsMode> written = block.text("tls")
                .flatMap(word -> Arrays.stream(TlsMode.values())
                        .filter(mode -> mode.word().equals(word))
                        .findFirst());
        TlsMode usual = port == 465 ? TlsMode.IMPLICIT : TlsMode.STARTTLS;
        return written.orElse(block.has("certificate") ? usual : TlsMode.NONE);
    }

    private Optional<String> hostname(Block block) {
        Optional<String> hostname = block.text("hostname");
        if (hostname.isPresent() && !HOSTNAME.matcher(hostname.get()).matches()) {
            complaints.error(
                    block.owner(),
                    block.place("hostname"),
                    "listener-hostname",
                    "'" + block.path() + ".hostname' is no host name",
                    "Write this machine's full name such as mail.university.example.");
        }
        return hostname;
    }

    private void once(Block block, InetAddress address, int port) {
        String other = taken.putIfAbsent(address.getHostAddress() + " " + port, block.path());
        if (other != null) {
            complaints.error(
                    block.owner(),
                    block.place("port"),
                    "listener-port-twice",
                    "'" + block.path() + "' and '" + other + "' are both on port " + port + " of "
                            + address.getHostAddress(),
                    "Give each listener a port of its own.");
        }
    }

    private void privacy(Block block, InetAddress address, TlsMode tls, Optional<TlsIdentity> identity) {
        if (address.isLoopbackAddress()) {
            return;
        }
        if (tls == TlsMode.NONE) {
            complaints.error(
                    block.owner(),
                    block.place("address"),
                    "listener-without-tls",
                    "'" + block.path() + "' listens on " + address.getHostAddress()
                            + " without TLS; passwords and mail would cross the network in clear",
                    "Add certificate: and private-key:, or listen on 127.0.0.1.");
        } else if (identity.isEmpty() && !complaints.hasError(block.owner())) {
            complaints.error(
                    block.owner(),
                    block.place("tls"),
                    "listener-without-certificate",
                    "'" + block.path() + "' listens on " + address.getHostAddress()
                            + " and has no certificate; Signet makes" + " one by itself for loopback only",
                    "Add certificate: file:certificate.pem and private-key: file:key.pem of this machine's name.");
        }
    }

    private List<AddressRange> networks(Block rule) {
        List<AddressRange> networks = Ranges.read(rule, "networks", complaints);
        if (networks.isEmpty() && !complaints.hasError(rule.owner())) {
            complaints.error(
                    rule.owner(),
                    rule.place("networks"),
                    "relay-networks-missing",
                    "'" + rule.path() + "' does not say who may send without login",
                    "Add networks: with the addresses of the devices, such as 10.20.0.0/24.");
        }
        for (AddressRange network : networks) {
            int widest = network.bits() == 32 ? WIDEST_IPV4 : WIDEST_IPV6;
            if (network.prefix() < widest || !network.isPrivate()) {
                complaints.error(
                        rule.owner(),
                        rule.place("networks"),
                        "relay-network-open",
                        "'" + rule.path() + ".networks' has " + network + ", which is "
                                + (network.prefix() < widest
                                        ? "wider than /" + widest
                                        : "not private: others than your devices may be there"),
                        "Name private ranges or addresses (in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fd00::/8); everybody else"
                                + " logs in.");
            }
        }
        return networks;
    }

    private String account(Block rule) {
        Optional<String> account = rule.text("account");
        if (account.isEmpty()) {
            complaints.error(
                    rule.owner(),
                    rule.place(),
                    "relay-account-missing",
                    "'" + rule.path() + "' does not say through which account its devices send",
                    "Add account: with the name of one.");
            return "";
        }
        accounts.check(account.get(), rule, "account", complaints);
        return account.get();
    }

    /**
     * Who sends without login is known by the address alone, and behind a port forwarding or a container's proxy the whole
     * world has the address of the gateway. So the door must be one that only the own network has.
     */
    private void notForTheWorld(Block block, InetAddress address) {
        if (address.isAnyLocalAddress() || !AddressRange.of(address).isPrivate()) {
            complaints.error(
                    block.owner(),
                    block.place("relay"),
                    "relay-on-public-address",
                    "'" + block.path() + "' lets devices send without login and listens on "
                            + (address.isAnyLocalAddress() ? "every address" : "the public address") + " "
                            + address.getHostAddress(),
                    "Put relay: on a listener of its own whose address is a private one of the devices' network.");
        }
    }
}
