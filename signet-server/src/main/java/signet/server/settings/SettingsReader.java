package signet.server.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import signet.oauth.OutgoingProxy;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Stored;

/** Reads a {@code signet.yaml} as a whole, together with what was made through the API. */
public final class SettingsReader {
    /** In the place of a hash where nobody logs in, as in {@code signet check}: no password fits it. */
    private static final String NO_VERIFIER = "*";

    private final Environment environment;
    private final Instant now;
    private final UnaryOperator<Secret> hashing;

    /**
     * For commands that look at settings or use accounts; logins with a clear password fit nothing then.
     *
     * @param now the moment by which certificates and secrets are judged
     */
    public SettingsReader(Environment environment, Instant now) {
        this(environment, now, password -> Secret.of(NO_VERIFIER));
    }

    /** @param hashing makes the argon2id line of a login's clear password */
    public SettingsReader(Environment environment, Instant now, UnaryOperator<Secret> hashing) {
        this.environment = environment;
        this.now = now;
        this.hashing = hashing;
    }

    /** Reads {@code file}; a file that cannot be read is a finding too. */
    public SettingsReading read(Path file) {
        return read(file, List.of());
    }

    /** Reads {@code file} and the objects made through the API. */
    public SettingsReading read(Path file, List<Stored> stored) {
        Complaints complaints = new Complaints();
        String name = String.valueOf(file.getFileName());
        Path directory = file.toAbsolutePath().getParent();
        Sources sources = Sources.of(directory == null ? Path.of("") : directory, environment, complaints);
        Optional<Settings> settings = content(file, name, complaints)
                .flatMap(text -> YamlReader.read(name, text, complaints))
                .flatMap(yaml -> settings(file, yaml, stored, sources));
        return new SettingsReading(
                complaints.stopsFile() ? Optional.empty() : settings,
                complaints.all(),
                complaints.byOwner(),
                sources.files(Set.of(file.toAbsolutePath())));
    }

    /**
     * Where there is no file: defaults, and the objects made through the API.
     *
     * @param folder where the data folder is made
     */
    public SettingsReading withoutFile(Path folder, List<Stored> stored) {
        Complaints complaints = new Complaints();
        Sources sources = Sources.of(folder.toAbsolutePath(), environment, complaints);
        Yaml.Entries nothing = new Yaml.Entries(Map.of(), new Place("signet.yaml", 1));
        Settings settings = objects(Optional.empty(), nothing, stored, sources);
        return new SettingsReading(Optional.of(settings), complaints.all(), complaints.byOwner(), Set.of());
    }

    /**
     * An unsaved draft, {@code {"account": {…}, "credential": {…}}} in JSON or YAML, either of which may be missing. The account
     * uses the draft's credential where there is one, else names one of {@code current}. The draft's values are taken as they are:
     * {@code env:} and {@code file:} are refused.
     */
    public DraftReading draft(String text, Settings current) {
        return new DraftReader(environment, now).read(text, current);
    }

    private static Optional<String> content(Path file, String name, Complaints complaints) {
        String why;
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            why = "there is no such file";
        } catch (java.nio.charset.CharacterCodingException e) {
            why = "the file is not UTF-8";
        } catch (IOException e) {
            why = Files.isDirectory(file) ? "this is a folder" : "the file cannot be read";
        }
        complaints.structure(
                new Place(name, 1),
                "settings-unreadable",
                why + " (" + file.toAbsolutePath() + ")",
                "Name the file with -f or SIGNET_CONFIG, or make one with: signet setup");
        return Optional.empty();
    }

    private Optional<Settings> settings(Path file, Yaml yaml, List<Stored> stored, Sources sources) {
        Complaints complaints = sources.complaints();
        if (!(yaml instanceof Yaml.Entries root)) {
            complaints.structure(
                    yaml.place(),
                    "settings-wrong-kind",
                    "the file holds " + yaml.kind() + "; expected is a block of keys",
                    "Begin with credentials: or accounts:.");
            return Optional.empty();
        }
        new ShapeCheck(complaints).check(root);
        return complaints.stopsFile()
                ? Optional.empty()
                : Optional.of(objects(Optional.of(file), root, stored, sources));
    }

    private Settings objects(Optional<Path> file, Yaml.Entries root, List<Stored> stored, Sources sources) {
        Complaints complaints = sources.complaints();
        Block all = new Block(root, "", Owners.FILE, sources.ofFile());
        Written written = new Written(all, complaints);
        stored.forEach(object -> written.add(object, sources.ofApi()));
        Optional<OutgoingProxy> proxy = all.has("proxy") ? CredentialReader.proxy(all, complaints) : Optional.empty();
        ObjectReader reader = new ObjectReader(complaints, environment, proxy, now);
        Map<String, ConfiguredCredential> credentials = reader.credentials(written.credentials());
        Map<String, ConfiguredAccount> accounts =
                reader.accounts(written.accounts(), written.credentials().keySet(), credentials);
        Names names = new Names(written.accounts().keySet(), accounts);
        Serving serving = new ServingReader(complaints, names, hashing, now)
                .read(all, List.copyOf(written.storedLogins().values()));
        return new Settings(file, credentials, accounts, serving, proxy, written.declared());
    }
}
