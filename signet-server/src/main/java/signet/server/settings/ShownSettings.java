package signet.server.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Stored;

/**
 * The settings fit to be shown to somebody else: as they are written, without comments, every secret a mask. References such as
 * {@code env:NAME} and {@code file:PATH} stay, for they say where a secret is and not what it is. What is not known to be harmless
 * is masked.
 *
 * @param file       of {@code signet.yaml}; empty where there is none or it is no YAML
 * @param stored     the objects made through the API, in the same form; empty where there are none
 * @param references what is read from files
 * @param secrets    everything that was masked, as it is: to look for it elsewhere
 */
public record ShownSettings(
        Optional<String> file, Optional<String> stored, List<Reference> references, List<Secret> secrets) {
    public ShownSettings {
        references = List.copyOf(references);
        secrets = List.copyOf(secrets);
    }

    /**
     * A value that stands in a file of its own.
     *
     * @param key  where it is named, such as {@code credentials.by-cert.private-key}
     * @param path as it is resolved
     */
    public record Reference(String key, Path path) {}

    /** Whether the value of a property for Jakarta Mail may be shown: a name that is not known may be a password's, misspelt. */
    public static boolean mayShowProperty(String name) {
        return JakartaMailProperties.isKnown(name) && !name.endsWith(".user"); // a user name may be half of a secret
    }

    /** @param folder where relative paths start */
    static ShownSettings of(Optional<Path> file, Path folder, List<Stored> stored, Environment environment) {
        Values ofFile = new Values(folder, environment, new Complaints());
        MaskedYaml masked = new MaskedYaml(ofFile);
        Optional<String> text = file.flatMap(ShownSettings::content)
                .flatMap(content -> YamlReader.read("signet.yaml", content, new Complaints()))
                .map(yaml -> yaml(masked.shown(yaml, Layout.ROOT)));
        Map<String, Object> sections = new LinkedHashMap<>();
        MaskedYaml maskedStored = new MaskedYaml(Values.ofApi(folder, new Complaints()));
        for (Stored object : stored) {
            Object block = YamlReader.read("stored", object.block().reveal(), new Complaints())
                    .map(yaml -> maskedStored.shown(yaml, Written.shape(object.kind())))
                    .orElse(MaskedYaml.MASK);
            section(sections, Written.section(object.kind())).put(object.name(), block);
        }
        List<Secret> secrets = new ArrayList<>(masked.secrets());
        secrets.addAll(maskedStored.secrets());
        return new ShownSettings(
                text,
                sections.isEmpty() ? Optional.empty() : Optional.of(yaml(sections)),
                masked.references(),
                secrets);
    }

    @SuppressWarnings("unchecked") // only this method puts sections there
    private static Map<String, Object> section(Map<String, Object> sections, String name) {
        return (Map<String, Object>) sections.computeIfAbsent(name, n -> new LinkedHashMap<String, Object>());
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty(); // complained of where the settings are read
        }
    }

    private static String yaml(Object value) {
        DumpSettings form = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(200)
                .build();
        return new Dump(form).dumpToString(value);
    }
}
