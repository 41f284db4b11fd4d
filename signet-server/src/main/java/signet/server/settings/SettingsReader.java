package signet.server.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;
import signet.oauth.OutgoingProxy;

/** Reads a {@code signet.yaml} as a whole. */
public final class SettingsReader {
    /** Sections that are checked here but used only by {@code signet serve}. */
    private static final List<String> FOR_THE_SERVER =
            List.of("listeners", "logins", "server", "alerts", "retention", "limits");

    private final Environment environment;
    private final Instant now;

    /** @param now the moment by which certificates and secrets are judged */
    public SettingsReader(Environment environment, Instant now) {
        this.environment = environment;
        this.now = now;
    }

    /** Reads {@code file}; a file that cannot be read is a finding too. */
    public SettingsReading read(Path file) {
        Complaints complaints = new Complaints();
        String name = String.valueOf(file.getFileName());
        Optional<Settings> settings = content(file, name, complaints)
                .flatMap(text -> YamlReader.read(name, text, complaints))
                .flatMap(yaml -> settings(file, yaml, complaints));
        return new SettingsReading(complaints.stopsFile() ? Optional.empty() : settings, complaints.all());
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

    private Optional<Settings> settings(Path file, Yaml yaml, Complaints complaints) {
        if (!(yaml instanceof Yaml.Entries root)) {
            complaints.structure(
                    yaml.place(),
                    "settings-wrong-kind",
                    "the file holds " + yaml.kind() + "; expected is a block of keys",
                    "Begin with credentials: or accounts:.");
            return Optional.empty();
        }
        new ShapeCheck(complaints, SettingsReader::owner).check(root);
        if (complaints.stopsFile()) {
            return Optional.empty();
        }
        Path directory = file.toAbsolutePath().getParent();
        Values values = new Values(directory == null ? Path.of("") : directory, environment, complaints);
        Block all = new Block(root, "", "", values);
        Optional<OutgoingProxy> proxy = all.has("proxy") ? CredentialReader.proxy(all, complaints) : Optional.empty();

        Map<String, ConfiguredCredential> credentials = new LinkedHashMap<>();
        CredentialReader credentialReader = new CredentialReader(complaints, environment, proxy, now);
        Yaml.Entries written = named(root, "credentials");
        written.entries()
                .forEach((name, entry) -> credentialReader
                        .read(name, block(entry, "credentials", name, values))
                        .ifPresent(credential -> credentials.put(name, credential)));

        Map<String, ConfiguredAccount> accounts = new LinkedHashMap<>();
        AccountReader accountReader = new AccountReader(complaints, credentials, proxy, now);
        named(root, "accounts")
                .entries()
                .forEach((name, entry) -> accountReader
                        .read(name, block(entry, "accounts", name, values), written)
                        .ifPresent(account -> accounts.put(name, account)));
        sameAddressTwice(accounts, root, complaints);
        accounts.replaceAll((name, account) -> account.with(complaints.of(owner("accounts", name))));
        sectionsNotUsedYet(root, complaints);
        return Optional.of(new Settings(file, credentials, accounts));
    }

    private static String owner(String section, String name) {
        return section + "." + name;
    }

    private static Yaml.Entries named(Yaml.Entries root, String section) {
        return root.value(section).orElse(root) instanceof Yaml.Entries entries
                        && root.entries().containsKey(section)
                ? entries
                : new Yaml.Entries(Map.of(), root.place());
    }

    private static Block block(Yaml.Entry entry, String section, String name, Values values) {
        Yaml.Entries entries = entry.value() instanceof Yaml.Entries some
                ? new Yaml.Entries(some.entries(), entry.place())
                : new Yaml.Entries(Map.of(), entry.place());
        return new Block(entries, section + "." + name, owner(section, name), values);
    }

    private static void sameAddressTwice(
            Map<String, ConfiguredAccount> accounts, Yaml.Entries root, Complaints complaints) {
        Map<String, String> firstBy = new LinkedHashMap<>();
        accounts.forEach((name, account) -> {
            String address = account.draft().address().toLowerCase(java.util.Locale.ROOT);
            String first = firstBy.putIfAbsent(address, name);
            if (first != null) {
                Place place = java.util.Objects.requireNonNull(
                                named(root, "accounts").entries().get(name))
                        .place();
                complaints.error(
                        owner("accounts", name),
                        place,
                        "settings-address-twice",
                        "the accounts '" + first + "' and '" + name + "' have the same address",
                        "Give one account all protocols of the mailbox.");
            }
        });
    }

    private static void sectionsNotUsedYet(Yaml.Entries root, Complaints complaints) {
        for (String section : FOR_THE_SERVER) {
            Yaml.Entry entry = root.entries().get(section);
            if (entry != null) {
                Finding finding = new Finding(
                        "settings-not-used-yet",
                        signet.oauth.Problem.Severity.INFO,
                        entry.place() + ": '" + section + "' is checked, but no command of this version uses it",
                        List.of(),
                        "Keep it: it is for signet serve.",
                        signet.mail.Stage.CONFIGURATION);
                complaints.add(section, finding);
            }
        }
    }
}
