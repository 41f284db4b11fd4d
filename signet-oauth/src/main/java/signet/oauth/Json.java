package signet.oauth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/** JSON objects from others. */
final class Json {
    private Json() {}

    /** The fields of a JSON object; empty for everything else, arrays included, which the parser would take for a map. */
    static Optional<Map<String, Object>> object(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSONObjectUtils.parse(text));
        } catch (ParseException notJson) {
            return Optional.empty();
        }
    }
}
