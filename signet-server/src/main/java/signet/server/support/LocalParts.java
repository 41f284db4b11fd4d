package signet.server.support;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.server.account.Expiry;
import signet.server.account.ObjectStore.Stored;
import signet.server.certificate.CertificateFacts;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.Expiries;
import signet.server.settings.Settings;
import signet.server.settings.SettingsReading;
import signet.server.settings.SettingsSource;
import signet.server.settings.ShownSettings;
import signet.server.watch.RecentRecords;

/** What can be told without a running server: the machine, the settings, and what is in the data folder for everybody to read. */
public final class LocalParts {
    private static final int LINES = 1_000;

    private final Place place;
    private final SettingsReading reading;
    private final ShownSettings shown;

    /**
     * Where it is looked.
     *
     * @param data the data folder; empty = as the settings say
     */
    public record Place(SettingsSource source, Optional<Path> data, String version, InstantSource clock) {}

    /** @param stored the objects made through the API, where they are known */
    public LocalParts(Place place, List<Stored> stored) {
        this.place = place;
        this.reading = place.source().read(stored);
        this.shown = place.source().shown(stored);
    }

    /** A bundle that will look for the secrets of these settings in every part. */
    public Bundle bundle(String by, ShortAddresses addresses) {
        return new Bundle(new Bundle.Origin(place.clock().instant(), place.version(), by), addresses, secrets());
    }

    private List<Secret> secrets() {
        return shown.secrets();
    }

    /** Shortens all but the accounts' own. */
    public ShortAddresses addresses() {
        Set<String> own = new TreeSet<>();
        for (ConfiguredAccount account : accounts()) {
            own.add(account.draft().address());
            own.add(account.draft().username());
        }
        return ShortAddresses.but(own);
    }

    /** The accounts of the settings, usable or not; none where the structure of the file is wrong. */
    public List<ConfiguredAccount> accounts() {
        return reading.settings()
                .map(Settings::accounts)
                .map(all -> List.copyOf(all.values()))
                .orElse(List.of());
    }

    private Path data() {
        return place.data()
                .or(() -> reading.settings()
                        .map(settings -> settings.serving().server().data()))
                .orElse(Path.of("data"));
    }

    /** Adds everything, and says what is missing. */
    public void addTo(Bundle bundle, ShortAddresses addresses) {
        Instant now = place.clock().instant();
        bundle.add(
                Part.json("versions.json", "Signet, Java, system, clock, memory", Machine.facts(place.version(), now)));
        shown.file()
                .ifPresentOrElse(
                        yaml -> bundle.add(Part.text("settings.yaml", "the settings as written, secrets masked", yaml)),
                        () -> bundle.leaveOut(new LeftOut("settings.yaml", why())));
        shown.stored()
                .ifPresent(yaml -> bundle.add(
                        Part.text("stored.yaml", "what was made through console and API, secrets masked", yaml)));
        bundle.add(Part.list("findings.json", "what signet check finds", Findings.shapes(reading.findings()), false));
        bundle.add(Part.list(
                "files.json",
                "files the settings name and the data folder: size and rights, not their content",
                NamedFiles.of(shown.references(), data()),
                false));
        bundle.add(Part.list("credentials.json", "certificates and ends; public facts only", credentials(), false));
        bundle.add(Part.list("calendar.json", "what ends when, the next first", calendar(now), false));
        log(bundle, addresses);
    }

    private String why() {
        return place.source().file().isPresent()
                ? "the file cannot be read as YAML; findings.json says why"
                : "there is no settings file";
    }

    /** The accounts by what the settings say; what a running server knows of them is more. */
    public List<Map<String, Object>> accountShapes() {
        return accounts().stream().map(LocalParts::shape).toList();
    }

    private static Map<String, Object> shape(ConfiguredAccount account) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("name", account.name());
        shape.put("address", account.draft().address());
        shape.put("credential", account.credential().map(ConfiguredCredential::name));
        shape.put("usable", account.usable());
        Map<String, Object> endpoints = new LinkedHashMap<>();
        account.draft()
                .endpoints()
                .forEach((protocol, endpoint) ->
                        endpoints.put(protocol.word(), endpoint.host() + ":" + endpoint.port() + " " + endpoint.tls()));
        shape.put("endpoints", endpoints);
        return shape;
    }

    private List<Map<String, Object>> credentials() {
        List<Map<String, Object>> shapes = new ArrayList<>();
        reading.settings().map(Settings::credentials).orElse(Map.of()).values().forEach(one -> {
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("name", one.name());
            shape.put("usable", one.credential().isPresent());
            shape.put(
                    "certificates",
                    one
                            .draft()
                            .certificate()
                            .map(pem -> PemReader.certificates(pem.reveal()).certificates())
                            .orElse(List.of())
                            .stream()
                            .map(CertificateFacts::of)
                            .toList());
            shape.put("secretExpires", one.draft().secretExpires());
            shapes.add(shape);
        });
        return shapes;
    }

    private List<Map<String, Object>> calendar(Instant now) {
        return reading
                .settings()
                .map(settings -> Expiries.of(settings.credentials().values()))
                .orElse(List.of())
                .stream()
                .sorted(java.util.Comparator.comparing(Expiry::ends))
                .map(expiry -> {
                    Map<String, Object> shape = new LinkedHashMap<>();
                    shape.put("credential", expiry.credential());
                    shape.put("kind", expiry.kind().word());
                    shape.put("ends", expiry.ends());
                    shape.put("over", !expiry.ends().isAfter(now));
                    return shape;
                })
                .toList();
    }

    private void log(Bundle bundle, ShortAddresses addresses) {
        try {
            List<String> lines = RecentRecords.last(data(), LINES + 1);
            List<Object> records = new ArrayList<>();
            lines.stream()
                    .limit(LINES)
                    .forEach(line -> JsonText.read(line).ifPresent(record -> records.add(addresses.in(record))));
            if (lines.isEmpty()) {
                bundle.leaveOut(new LeftOut("delivery-log.json", "there is no delivery log in " + data()));
            } else {
                bundle.add(Part.list(
                        "delivery-log.json",
                        "the last lines of the delivery log, the newest first",
                        records,
                        lines.size() > LINES));
            }
        } catch (IOException e) {
            bundle.leaveOut(new LeftOut(
                    "delivery-log.json",
                    "the log cannot be read: " + e.getClass().getSimpleName()));
        }
    }
}
