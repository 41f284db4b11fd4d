package signet.server.settings;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads an account and a credential that are not saved anywhere. */
final class DraftReader {
    /** The name of both; as an account's name it shows in test results. */
    static final String NAME = "draft";

    private final Environment environment;
    private final Instant now;
    private final Complaints complaints = new Complaints();

    DraftReader(Environment environment, Instant now) {
        this.environment = environment;
        this.now = now;
    }

    DraftReading read(String text, Settings current) {
        Optional<Yaml> yaml = YamlReader.read(NAME, text, complaints);
        yaml.ifPresent(root -> new ShapeCheck(complaints).check(root, Layout.DRAFT, "", Owners.FILE));
        if (complaints.stopsFile() || !(yaml.orElseThrow() instanceof Yaml.Entries root)) {
            return new DraftReading(Optional.empty(), Optional.empty(), complaints.all());
        }
        Values values = Values.ofApi(Path.of(""), complaints);
        ObjectReader reader = new ObjectReader(complaints, environment, current.proxy(), now);
        Map<String, ConfiguredCredential> credentials = new LinkedHashMap<>(current.credentials());
        Optional<ConfiguredCredential> own = Optional.empty();
        if (root.entries().containsKey("credential")) {
            credentials.remove(NAME);
            credentials.putAll(reader.credentials(Map.of(NAME, block(root, "credential", "credentials", values))));
            own = Optional.ofNullable(credentials.get(NAME));
        }
        Optional<ConfiguredAccount> account = root.entries().containsKey("account")
                ? Optional.ofNullable(reader.accounts(
                                Map.of(NAME, block(root, "account", "accounts", values)),
                                credentials.keySet(),
                                credentials)
                        .get(NAME))
                : Optional.empty();
        return new DraftReading(account, own, complaints.all());
    }

    private static Block block(Yaml.Entries root, String key, String section, Values values) {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        if (root.value(key).orElse(root) instanceof Yaml.Entries written) {
            entries.putAll(written.entries());
        }
        if (key.equals("account") && root.entries().containsKey("credential")) {
            entries.put("credential", new Yaml.Entry(root.place(), new Yaml.Text(NAME, true, root.place())));
        }
        return new Block(new Yaml.Entries(entries, root.place()), key, Owners.named(section, NAME), values);
    }
}
