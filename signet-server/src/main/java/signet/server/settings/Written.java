package signet.server.settings;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;

/**
 * The named objects of all sources before they are read: those of the file and those made through the API. A name lives in one
 * place; where both have it, the file wins.
 */
final class Written {
    private final Complaints complaints;
    private final Map<String, Block> credentials = new LinkedHashMap<>();
    private final Map<String, Block> accounts = new LinkedHashMap<>();
    private final Map<String, Block> logins = new LinkedHashMap<>();
    private final Set<Settings.Declared> declared;

    Written(Block file, Complaints complaints) {
        this.complaints = complaints;
        this.credentials.putAll(file.named("credentials"));
        this.accounts.putAll(file.named("accounts"));
        this.declared = declared(file);
    }

    Map<String, Block> credentials() {
        return credentials;
    }

    Map<String, Block> accounts() {
        return accounts;
    }

    /** Those made through the API; the file's have no names before they are read. */
    Map<String, Block> storedLogins() {
        return logins;
    }

    Set<Settings.Declared> declared() {
        return declared;
    }

    private static Set<Settings.Declared> declared(Block file) {
        Set<Settings.Declared> declared = new HashSet<>();
        file.named("credentials").keySet().forEach(n -> declared.add(new Settings.Declared(Kind.CREDENTIAL, n)));
        file.named("accounts").keySet().forEach(n -> declared.add(new Settings.Declared(Kind.ACCOUNT, n)));
        for (Block login : file.blocks("logins")) {
            login.scalar("name").ifPresent(n -> declared.add(new Settings.Declared(Kind.LOGIN, n.text())));
        }
        return declared;
    }

    /** Adds an object made through the API; its faults of structure disable it alone. */
    void add(Stored stored, Values values) {
        Map<String, Block> objects = objects(stored.kind());
        String section = section(stored.kind());
        String owner = Owners.named(section, stored.name());
        Place place = new Place(owner, 1);
        if (declared.contains(new Settings.Declared(stored.kind(), stored.name()))) {
            complaints.warning(
                    owner + " (stored)",
                    place,
                    "settings-name-taken",
                    "'" + owner
                            + "' was made through the API, and the file declares one of the same name; the file's is used",
                    "Delete it through the API, or rename the one in the file.");
            return;
        }
        object(stored, owner)
                .ifPresent(entries -> objects.put(stored.name(), new Block(entries, owner, owner, values)));
    }

    private Optional<Yaml.Entries> object(Stored stored, String owner) {
        Complaints own = new Complaints();
        Optional<Yaml.Entries> entries = YamlReader.read(owner, stored.block().reveal(), own)
                .map(yaml -> stored.kind() == Kind.LOGIN ? withName(yaml, stored.name()) : yaml)
                .map(yaml -> {
                    new ShapeCheck(own).check(yaml, shape(stored.kind()), owner, owner);
                    return yaml instanceof Yaml.Entries some ? some : null;
                });
        boolean broken = own.stopsFile();
        own.all().forEach(finding -> complaints.add(owner, finding));
        return broken ? Optional.empty() : entries;
    }

    private static Yaml withName(Yaml yaml, String name) {
        if (!(yaml instanceof Yaml.Entries entries)) {
            return yaml;
        }
        Map<String, Yaml.Entry> all = new LinkedHashMap<>(entries.entries());
        all.put("name", new Yaml.Entry(entries.place(), new Yaml.Text(name, true, entries.place())));
        return new Yaml.Entries(all, entries.place());
    }

    private Map<String, Block> objects(Kind kind) {
        return switch (kind) {
            case CREDENTIAL -> credentials;
            case ACCOUNT -> accounts;
            case LOGIN -> logins;
        };
    }

    static String section(Kind kind) {
        return switch (kind) {
            case CREDENTIAL -> "credentials";
            case ACCOUNT -> "accounts";
            case LOGIN -> "logins";
        };
    }

    static Shape shape(Kind kind) {
        return switch (kind) {
            case CREDENTIAL -> Layout.CREDENTIAL;
            case ACCOUNT -> Layout.ACCOUNT;
            case LOGIN -> Layout.LOGIN;
        };
    }
}
