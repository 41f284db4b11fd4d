package signet.server.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;

/** The named objects of a {@code signet.yaml} as they stand there, each as a YAML block of its own, references unresolved. */
public final class DeclaredBlocks {
    private DeclaredBlocks() {}

    /**
     * The objects of one kind by name, in the order of the file; none where the file has a fault of structure, of which reading the
     * settings complains.
     */
    public static Map<String, Secret> of(Path file, Kind kind) throws IOException {
        Map<String, Secret> blocks = new LinkedHashMap<>();
        Object section = root(Files.readString(file, StandardCharsets.UTF_8)).get(Written.section(kind));
        if (section instanceof Map<?, ?> named) {
            named.forEach((name, block) -> blocks.put(String.valueOf(name), text(block)));
        } else if (section instanceof List<?> listed) {
            for (Object each : listed) {
                if (each instanceof Map<?, ?> block && block.get("name") instanceof String name) {
                    blocks.put(name, text(block));
                }
            }
        }
        return blocks;
    }

    private static Map<?, ?> root(String text) {
        try {
            Object root = new Load(LoadSettings.builder().build()).loadFromString(text);
            return root instanceof Map<?, ?> map ? map : Map.of();
        } catch (YamlEngineException e) {
            return Map.of(); // complained of, with its place, where the settings are read
        }
    }

    private static Secret text(Object block) {
        DumpSettings form =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return Secret.of(new Dump(form).dumpToString(block == null ? Map.of() : block));
    }
}
