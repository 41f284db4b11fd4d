package signet.server.settings;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import signet.doctor.AccountDraft;
import signet.doctor.CredentialDraft;
import signet.doctor.Finding;
import signet.doctor.Lint;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.mail.Timeouts;
import signet.mail.TlsMode;
import signet.oauth.Cloud;
import signet.oauth.Method;
import signet.oauth.OutgoingProxy;
import signet.server.account.Terms;
import signet.server.settings.JakartaMailProperties.Property;
import signet.server.settings.JakartaMailProperties.Wishes;

/** Makes an account of its block. */
final class AccountReader {
    private static final List<String> NOT_YET = List.of("retrieve");

    private final Complaints complaints;
    private final Map<String, ConfiguredCredential> credentials;
    private final Optional<OutgoingProxy> proxyOfFile;
    private final Instant now;

    /** @param credentials those that could be read, usable or not */
    AccountReader(
            Complaints complaints,
            Map<String, ConfiguredCredential> credentials,
            Optional<OutgoingProxy> proxyOfFile,
            Instant now) {
        this.complaints = complaints;
        this.credentials = credentials;
        this.proxyOfFile = proxyOfFile;
        this.now = now;
    }

    /** Empty when the block says too little to make even a draft. */
    Optional<ConfiguredAccount> read(String name, Block block, Set<String> allCredentials) {
        Optional<String> address = block.text("address");
        Optional<ConfiguredCredential> credential = credential(block, allCredentials);
        if (address.isEmpty() || (block.has("credential") && credential.isEmpty())) {
            return Optional.empty(); // what is missing has been complained of
        }
        Map<Protocol, Wishes> wishes = JakartaMailProperties.read(properties(block), complaints, block.owner());
        Map<Protocol, Endpoint> endpoints = endpoints(block, credential, wishes);
        String username = block.text("username")
                .or(() ->
                        wishes.values().stream().flatMap(w -> w.user().stream()).findFirst())
                .orElse(address.get());
        List<String> senders = block.texts("senders");
        AccountDraft draft = new AccountDraft(
                name,
                address.get(),
                username,
                credential.map(ConfiguredCredential::draft),
                block.secret("password"),
                senders.isEmpty() ? List.of(address.get()) : senders,
                endpoints);
        for (Finding finding : Lint.account(draft, now)) {
            Pointing.account(complaints, block, finding);
        }
        Map<Protocol, Route> routes = routes(block, endpoints, wishes);
        for (String key : NOT_YET) {
            if (block.has(key)) {
                complaints.info(
                        block.owner(),
                        block.place(key),
                        "settings-not-used-yet",
                        "'" + block.path() + "." + key + "' is checked, but this version does not use it",
                        "Keep it for a later version, or remove it.");
            }
        }
        Terms terms = new TermsReader(complaints).read(block, draft.senders(), endpoints);
        Optional<Duration> canary = new CanaryReader(complaints).read(block, endpoints.keySet());
        return Optional.of(
                new ConfiguredAccount(name, draft, credential, routes, terms, canary, complaints.of(block.owner())));
    }

    private Optional<ConfiguredCredential> credential(Block block, Set<String> allCredentials) {
        Optional<String> named = block.text("credential");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        if (!allCredentials.contains(named.get())) {
            complaints.error(
                    block.owner(),
                    block.place("credential"),
                    "settings-credential-unknown",
                    "'" + block.path() + ".credential' is '" + named.get() + "', but there is no such credential",
                    NearWord.question(named.get(), allCredentials, "Add it under credentials:."));
        }
        return Optional.ofNullable(credentials.get(named.get()));
    }

    private Map<Protocol, Endpoint> endpoints(
            Block block, Optional<ConfiguredCredential> credential, Map<Protocol, Wishes> wishes) {
        Optional<Cloud> cloud = credential.flatMap(c -> cloud(c.draft()));
        Map<Protocol, Endpoint> endpoints = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            block.block(protocol.word())
                    .flatMap(below -> endpoint(protocol, below, cloud, Optional.ofNullable(wishes.get(protocol))))
                    .ifPresent(endpoint -> endpoints.put(protocol, endpoint));
            if (wishes.containsKey(protocol) && !block.has(protocol.word())) {
                complaints.info(
                        block.owner(),
                        block.place("properties"),
                        "property-without-protocol",
                        "'" + block.path() + ".properties' speaks of " + protocol.word()
                                + ", which this account does not use",
                        "Add " + protocol.word() + ": {} to use it.");
            }
        }
        return endpoints;
    }

    /** The cloud whose hosts an empty block stands for; none for a password or a token URL elsewhere. */
    private static Optional<Cloud> cloud(CredentialDraft draft) {
        if (draft.method() == Method.BASIC) {
            return Optional.empty();
        }
        if (draft.method() != Method.REQUEST_PROPERTIES) {
            return Optional.of(draft.cloud());
        }
        try {
            String host = new URI(draft.tokenUrl().orElse("")).getHost();
            return Arrays.stream(Cloud.values())
                    .filter(c -> c.authority().getHost().equals(host))
                    .findFirst();
        } catch (URISyntaxException e) {
            return Optional.empty(); // the URL itself is complained of by the lints
        }
    }

    private Optional<Endpoint> endpoint(
            Protocol protocol, Block block, Optional<Cloud> cloud, Optional<Wishes> wishes) {
        Optional<String> host = block.text("host")
                .or(() -> wishes.flatMap(Wishes::host))
                .or(() -> cloud.map(c -> protocol == Protocol.SMTP ? c.submissionHost() : c.mailboxHost()));
        if (host.isEmpty()) {
            complaints.error(
                    block.owner(),
                    block.place(),
                    "settings-host-missing",
                    "'" + block.path() + "' has no host, and only Microsoft's token endpoints imply one",
                    "Add host: with the name of the mail server.");
            return Optional.empty();
        }
        Optional<Integer> port =
                block.whole("port").filter(p -> p >= 1 && p <= 65_535).or(() -> wishes.flatMap(Wishes::port));
        Optional<TlsMode> tls = block.text("tls")
                .flatMap(word -> Arrays.stream(TlsMode.values())
                        .filter(mode -> mode.word().equals(word))
                        .findFirst())
                .or(() -> wishes.flatMap(Wishes::tls));
        TlsMode mode = tls.orElseGet(() -> tlsOf(protocol, port));
        return Optional.of(new Endpoint(host.get(), port.orElseGet(() -> portOf(protocol, mode)), mode));
    }

    /** SMTP starts in the clear unless on 465 (RFC 8314 §3.3); IMAP and POP3 are private from the start unless on 143, 110. */
    private static TlsMode tlsOf(Protocol protocol, Optional<Integer> port) {
        return switch (protocol) {
            case SMTP -> port.filter(p -> p == 465).isPresent() ? TlsMode.IMPLICIT : TlsMode.STARTTLS;
            case IMAP -> port.filter(p -> p == 143).isPresent() ? TlsMode.STARTTLS : TlsMode.IMPLICIT;
            case POP3 -> port.filter(p -> p == 110).isPresent() ? TlsMode.STARTTLS : TlsMode.IMPLICIT;
        };
    }

    private static int portOf(Protocol protocol, TlsMode mode) {
        boolean implicit = mode == TlsMode.IMPLICIT;
        return switch (protocol) {
            case SMTP -> implicit ? 465 : 587;
            case IMAP -> implicit ? 993 : 143;
            case POP3 -> implicit ? 995 : 110;
        };
    }

    private Map<Protocol, Route> routes(Block block, Map<Protocol, Endpoint> endpoints, Map<Protocol, Wishes> wishes) {
        List<X509Certificate> trust = CredentialReader.trust(block, complaints);
        Optional<OutgoingProxy> proxy = block.has("proxy") ? CredentialReader.proxy(block, complaints) : proxyOfFile;
        Map<Protocol, Route> routes = new EnumMap<>(Protocol.class);
        for (Protocol protocol : endpoints.keySet()) {
            Optional<Wishes> wished = Optional.ofNullable(wishes.get(protocol));
            Timeouts usual = Timeouts.DEFAULTS;
            Timeouts timeouts = new Timeouts(
                    wished.flatMap(Wishes::connect).orElse(usual.connect()),
                    wished.flatMap(Wishes::reply).orElse(usual.reply()),
                    wished.flatMap(Wishes::write).orElse(usual.write()),
                    usual.dot());
            routes.put(protocol, new Route(trust, proxy, timeouts, wished.flatMap(Wishes::localName)));
        }
        return routes;
    }

    private Map<String, Property> properties(Block block) {
        Map<String, Property> properties = new LinkedHashMap<>();
        Optional<Yaml.Text> file = block.scalar("properties").filter(text -> !text.isNothing());
        if (file.isPresent()) {
            block.text("properties").ifPresent(content -> readPropertiesFile(content, block, properties));
        } else {
            block.block("properties")
                    .ifPresent(below -> below.writtenTexts()
                            .forEach((key, text) -> below.values()
                                    .text(text, below.path() + "." + key, below.owner())
                                    .ifPresent(value -> properties.put(key, new Property(value, text.place())))));
        }
        return properties;
    }

    private void readPropertiesFile(String content, Block block, Map<String, Property> into) {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(content));
        } catch (IOException | IllegalArgumentException e) {
            complaints.error(
                    block.owner(),
                    block.place("properties"),
                    "settings-properties-file",
                    "'" + block.path() + ".properties' is no properties file: " + e.getMessage(),
                    "Write one NAME=VALUE a line.");
        }
        parsed.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> into.put(key, new Property(parsed.getProperty(key), block.place("properties"))));
    }
}
