package signet.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.doctor.CredentialDraft;
import signet.doctor.CredentialReading;
import signet.doctor.Drafts;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.AssertionSettings;
import signet.oauth.CertificatesReading;
import signet.oauth.Cloud;
import signet.oauth.Method;
import signet.oauth.OutgoingProxy;
import signet.oauth.PemReader;
import signet.oauth.Problem;
import signet.oauth.Secret;

/** Makes a credential of its block. */
final class CredentialReader {
    /** Request properties that are secrets; the others may stand in the file without a warning. */
    private static final Set<String> SECRET_PROPERTIES =
            Set.of("client_secret", "client_assertion", "password", "refresh_token", "assertion");

    private final Complaints complaints;
    private final Environment environment;
    private final Optional<OutgoingProxy> proxyOfFile;
    private final Instant now;

    CredentialReader(Complaints complaints, Environment environment, Optional<OutgoingProxy> proxyOfFile, Instant now) {
        this.complaints = complaints;
        this.environment = environment;
        this.proxyOfFile = proxyOfFile;
        this.now = now;
    }

    /** Empty when the block says too little to make even a draft. */
    Optional<ConfiguredCredential> read(String name, Block block) {
        Optional<Method> method = block.text("method").flatMap(CredentialReader::method);
        if (method.isEmpty()) {
            return Optional.empty(); // the missing or wrong method has been complained of
        }
        CredentialDraft draft = draft(name, method.get(), block);
        CredentialReading reading = Drafts.credential(draft, now);
        for (Finding finding : reading.findings()) {
            Pointing.credential(complaints, block, name, finding);
        }
        boolean disabled = complaints.hasError(block.owner());
        return Optional.of(new ConfiguredCredential(
                name,
                draft,
                disabled ? Optional.empty() : reading.credential(),
                trust(block, complaints),
                proxy(block, draft),
                complaints.of(block.owner()),
                new SuccessorReader(complaints, now).read(block, draft)));
    }

    /** The finding with the place in front. */
    static Finding at(Place place, Finding finding) {
        return new Finding(
                finding.code(),
                finding.severity(),
                place + ": " + finding.summary(),
                finding.causes(),
                finding.remedy(),
                finding.stage(),
                finding.facts());
    }

    private CredentialDraft draft(String name, Method method, Block block) {
        return new CredentialDraft(
                name,
                method,
                block.text("tenant-id"),
                block.text("client-id"),
                block.secret("client-secret"),
                date(block.text("secret-expires")),
                block.secret("private-key"),
                block.secret("private-key-passphrase"),
                block.wrapped("certificate"),
                block.text("scope"),
                cloud(block),
                block.text("authority"),
                block.text("token-url"),
                requestProperties(block),
                assertion(block),
                block.flag("allow-insecure"),
                block.secret("password"));
    }

    private static Map<String, Secret> requestProperties(Block block) {
        Map<String, Secret> properties = new LinkedHashMap<>();
        block.block("request-properties")
                .ifPresent(below -> below.writtenTexts().forEach((key, text) -> {
                    String path = below.path() + "." + key;
                    Optional<String> value = SECRET_PROPERTIES.contains(key)
                            ? below.values().secret(text, path, below.owner())
                            : below.values().text(text, path, below.owner());
                    value.ifPresent(v -> properties.put(key, Secret.of(v)));
                }));
        return properties;
    }

    private static AssertionSettings assertion(Block block) {
        Optional<Block> below = block.block("assertion");
        return new AssertionSettings(
                below.flatMap(b -> b.text("algorithm"))
                        .flatMap(word -> named(AssertionSettings.Algorithm.values(), word)),
                below.flatMap(b -> b.text("thumbprint"))
                        .flatMap(word -> Arrays.stream(AssertionSettings.Thumbprint.values())
                                .filter(t -> t.header().equals(word))
                                .findFirst()),
                below.flatMap(b -> b.text("audience")),
                below.flatMap(b -> b.text("kid")));
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String word) {
        return Arrays.stream(values).filter(v -> v.name().equals(word)).findFirst();
    }

    private static Optional<Method> method(String word) {
        return Arrays.stream(Method.values()).filter(m -> m.word().equals(word)).findFirst();
    }

    private static Cloud cloud(Block block) {
        String word = block.text("cloud").orElse(Cloud.GLOBAL.word());
        return Arrays.stream(Cloud.values())
                .filter(c -> c.word().equals(word))
                .findFirst()
                .orElse(Cloud.GLOBAL);
    }

    static Optional<LocalDate> date(Optional<String> text) {
        // a date that is none has been complained of when the shape was checked
        return text.filter(t -> t.matches("\\d{4}-\\d{2}-\\d{2}")).map(LocalDate::parse);
    }

    private Optional<OutgoingProxy> proxy(Block block, CredentialDraft draft) {
        if (block.has("proxy")) {
            return proxy(block, complaints);
        }
        return proxyOfFile.or(() -> host(draft).flatMap(host -> ProxyAddress.ofEnvironment(environment, host)));
    }

    /** The block's own {@code proxy}. */
    static Optional<OutgoingProxy> proxy(Block block, Complaints complaints) {
        Optional<String> text = block.text("proxy");
        Optional<OutgoingProxy> proxy = text.flatMap(ProxyAddress::parse);
        if (text.isPresent() && proxy.isEmpty()) {
            complaints.error(
                    block.owner(),
                    block.place("proxy"),
                    "settings-proxy",
                    "'" + block.path() + ".proxy' is no proxy address",
                    "Write http://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before the host if it asks.");
        }
        return proxy;
    }

    /** The certificates of the block's own {@code trust}. */
    static List<X509Certificate> trust(Block block, Complaints complaints) {
        Optional<String> pem = block.text("trust");
        if (pem.isEmpty()) {
            return List.of();
        }
        CertificatesReading reading = PemReader.certificates(pem.get());
        for (Problem problem : reading.problems()) {
            complaints.add(block.owner(), at(block.place("trust"), Finding.of(problem, Stage.CONFIGURATION)));
        }
        return reading.certificates();
    }

    private static Optional<String> host(CredentialDraft draft) {
        String url = draft.tokenUrl()
                .or(draft::authority)
                .orElse(draft.cloud().authority().toString());
        try {
            return Optional.ofNullable(new URI(url).getHost());
        } catch (URISyntaxException e) {
            return Optional.empty(); // the URL itself is complained of by the lints
        }
    }
}
