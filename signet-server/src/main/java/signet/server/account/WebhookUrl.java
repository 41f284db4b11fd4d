package signet.server.account;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where alerts may be posted: an address on the web that says plainly which host it means. Whoever writes {@code signet.yaml} may
 * name a host of their own network; what they cannot mean is the machine itself under another name, a neighbour of the same wire –
 * among them the services that hand out a cloud machine's credentials – or a service that is no web server. No reason contains the
 * URL: it carries a key.
 */
public final class WebhookUrl {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int FREE = 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");
    /** What old resolvers read as an address: decimal, octal or hexadecimal, in up to four parts. */
    private static final Pattern NUMERIC = Pattern.compile("(?i)(0x[0-9a-f]*|[0-9]+)(\\.(0x[0-9a-f]*|[0-9]+))*");

    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    /** IPv4 within IPv6: mapped, and translated (RFC 6052). */
    private static final Pattern DISGUISED = Pattern.compile("(?i)\\[(.*::ffff:.*|64:ff9b:.*)]");

    private WebhookUrl() {}

    /** What is wrong with it, as the end of a sentence; empty when alerts may be posted there. */
    public static Optional<String> fault(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("is no URL");
        }
        String host = url.getHost();
        if (host == null || !url.isAbsolute()) {
            return Optional.of("is no https URL with a host");
        }
        boolean loopback = LOOPBACK.matcher(host).matches();
        boolean clear = "http".equals(url.getScheme());
        if (!"https".equals(url.getScheme()) && !(clear && loopback)) {
            return Optional.of("is no https URL (http:// is taken for loopback only)");
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return Optional.of("has a user name or a fragment in it, which is not sent");
        }
        int port = url.getPort() < 0 ? HTTPS : url.getPort();
        if (port != HTTPS && port < FREE && !(clear && port == HTTP)) {
            return Optional.of("names port " + port + ", where there is no web server: 443, or 1024 and more");
        }
        return loopback ? Optional.empty() : hostFault(host);
    }

    private static Optional<String> hostFault(String host) {
        if (DISGUISED.matcher(host).matches()) {
            return Optional.of("hides an IPv4 address in an IPv6 address; write it as it is");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        Optional<InetAddress> literal = AddressRange.literal(bare);
        if (literal.isPresent()) {
            return addressFault(literal.get());
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (NUMERIC.matcher(name).matches()) {
            return Optional.of("has a number as its host; write an address as four decimal numbers");
        }
        if (!NAME.matcher(name).matches() || name.endsWith(".localhost") || name.endsWith(".internal")) {
            return Optional.of("names a host that is none, or one that is known to this machine or its cloud only");
        }
        return Optional.empty();
    }

    private static Optional<String> addressFault(InetAddress address) {
        boolean loopback = address.isLoopbackAddress();
        return loopback || neighbour(address)
                ? Optional.of("leads to " + (loopback ? "this machine" : "this machine's own wire"))
                : Optional.empty();
    }

    private static boolean neighbour(InetAddress address) {
        return address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress();
    }

    /**
     * Looks where the name leads at this moment, before each post: a name that was somebody's yesterday may lead to this machine
     * today. The virtual machine keeps what it looked up for some seconds, so that the post goes to the address that was looked at.
     *
     * @throws IOException when the name leads nowhere, or where no alert may go; the message does not contain the URL
     */
    public static void look(URI url) throws IOException {
        String host = String.valueOf(url.getHost());
        if (LOOPBACK.matcher(host).matches()) {
            return;
        }
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("the host of alerts.webhook cannot be found", e);
        }
        for (InetAddress address : addresses) {
            if (addressFault(address).isPresent()) {
                throw new IOException("the host of alerts.webhook leads to an address where no alert may go");
            }
        }
    }
}
