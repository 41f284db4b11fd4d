package signet.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Who exists when the simulator starts, and which switches and faults are set: a YAML document, described in
 * {@code docs/simulator.md}. Immutable. Names and shapes are checked here, values when the simulator starts.
 */
public final class Scenario {
    private static final Set<String> NAMES =
            Set.of("tenants", "mailboxes", "token", "exchange", "faults", "clock-offset", "insecure-http", "ports");

    private final Fields fields;
    private final Path directory;

    private Scenario(Fields fields, Path directory) {
        this.fields = fields;
        this.directory = directory;
        fields.only(NAMES);
        if (tenants().isEmpty()) {
            throw new IllegalArgumentException("tenants: at least one is needed");
        }
    }

    /** One tenant (contoso.example), one app with a secret and all three permissions, three mailboxes. */
    public static Scenario defaults() {
        try (InputStream in = Scenario.class.getResourceAsStream("default-scenario.yaml")) {
            if (in == null) {
                throw new IllegalStateException("default-scenario.yaml is missing beside " + Scenario.class.getName());
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), Path.of(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file. What it leaves out of {@code tenants} and {@code mailboxes} comes from {@link #defaults()}.
     *
     * @throws UncheckedIOException when it cannot be read
     * @throws IllegalArgumentException saying what is wrong in it
     */
    public static Scenario read(Path yaml) {
        try {
            Path parent = yaml.toAbsolutePath().getParent();
            return parse(Files.readString(yaml), parent == null ? Path.of("") : parent);
        } catch (IOException e) {
            throw new UncheckedIOException("scenario " + yaml + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a document.
     *
     * @param base the directory that relative file names start from
     * @throws IllegalArgumentException saying what is wrong in it
     */
    public static Scenario parse(String yaml, Path base) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("scenario")
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(20)
                .build();
        try {
            Object document = Value.orMissing(new Load(settings).loadFromString(yaml));
            Map<?, ?> map = document instanceof Map<?, ?> found
                    ? found
                    : new Value("scenario", document).fields().raw();
            return new Scenario(new Fields("", map.containsKey("tenants") ? map : completed(map)), base);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("scenario is no YAML: " + e.getMessage(), e);
        }
    }

    /** A document that names no tenant is about the default one. */
    private static Map<String, Object> completed(Map<?, ?> map) {
        Map<String, Object> whole = new LinkedHashMap<>(defaults().fields.raw());
        map.forEach((name, value) -> whole.put(String.valueOf(name), Value.orMissing(value)));
        return whole;
    }

    /** The same with another value of a top-level name, as the YAML document would have it. */
    public Scenario with(String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields.raw());
        changed.put(name, value);
        return new Scenario(new Fields("", changed), directory);
    }

    /** The directory (tenant) ID of the first tenant. */
    public String tenantId() {
        return tenants().get(0).required("id").text();
    }

    /** The first domain of the first tenant. */
    public String domain() {
        return tenants().get(0).list("domains").get(0).text();
    }

    /** The application (client) ID of the first app. */
    public String clientId() {
        return app().required("client-id").text();
    }

    /** The value of the first app's first secret. */
    public String clientSecret() {
        return secret().required("value").text();
    }

    /** The ID of the first app's first secret: what is often pasted in place of the value. */
    public String clientSecretId() {
        return secret().required("id").text();
    }

    /** The addresses of the mailboxes. */
    public List<String> mailboxes() {
        return mailboxFields().stream().map(m -> m.required("address").text()).toList();
    }

    private Fields app() {
        return tenants().get(0).list("apps").get(0).fields();
    }

    private Fields secret() {
        return app().list("secrets").get(0).fields();
    }

    List<Fields> tenants() {
        return fields.list("tenants").stream().map(Value::fields).toList();
    }

    List<Fields> mailboxFields() {
        return fields.list("mailboxes").stream().map(Value::fields).toList();
    }

    List<Fields> faults() {
        return fields.list("faults").stream().map(Value::fields).toList();
    }

    Optional<Fields> token() {
        return fields.find("token").map(Value::fields);
    }

    Optional<Fields> exchange() {
        return fields.find("exchange").map(Value::fields);
    }

    Optional<Value> clockOffset() {
        return fields.find("clock-offset");
    }

    boolean insecureHttp() {
        return fields.find("insecure-http").map(Value::truth).orElse(false);
    }

    Ports ports() {
        Ports ports = Ports.free();
        Fields wished = fields.find("ports").map(Value::fields).orElseGet(() -> new Fields("ports", Map.of()));
        wished.only(java.util.Arrays.stream(Service.values())
                .map(Service::label)
                .collect(java.util.stream.Collectors.toSet()));
        for (Service service : Service.values()) {
            Optional<Value> port = wished.find(service.label());
            ports = port.isPresent() ? ports.with(service, port.get().number()) : ports;
        }
        return ports;
    }

    /** A file named in the document. */
    Path file(Value name) {
        return directory.resolve(name.text());
    }
}
