package signet.server.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import signet.oauth.Secret;

/** An object's block as members that can be changed. */
public final class BlockText {
    private BlockText() {}

    /** The members in their order; none where the text is no block, of which reading the settings complains. */
    public static Map<String, Object> members(Secret block) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            if (new Load(LoadSettings.builder().build()).loadFromString(block.reveal()) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    if (value != null) {
                        members.put(String.valueOf(key), value);
                    }
                });
            }
        } catch (YamlEngineException e) {
            members.clear(); // half a block is none
        }
        return members;
    }

    public static Secret text(Map<String, Object> members) {
        DumpSettings form =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return Secret.of(new Dump(form).dumpToString(members));
    }
}
