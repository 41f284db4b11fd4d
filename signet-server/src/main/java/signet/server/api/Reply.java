package signet.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the API answered to a question asked in process. */
public final class Reply {
    private final Answer answer;

    Reply(Answer answer) {
        this.answer = answer;
    }

    /** As HTTP has it. */
    public int status() {
        return answer.status();
    }

    public boolean ok() {
        return answer.status() < 400;
    }

    /** The object that would have been JSON; {@code Optional}s stand for null. Empty where there is none. */
    public Map<String, Object> value() {
        return answer.body().value().map(Reply::members).orElse(Map.of());
    }

    private static Map<String, Object> members(Object value) {
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
        }
        return members;
    }

    public Map<String, String> headers() {
        return answer.headers();
    }

    /** Media type of the octets. */
    public String type() {
        return answer.type();
    }

    /** Writes the octets, as over the network. */
    public void writeTo(OutputStream out) throws IOException {
        answer.body().writeTo(out);
    }

    /** What is wrong as a whole, when something is: what, where, how to fix it. */
    public String detail() {
        return String.valueOf(value().getOrDefault("detail", ""));
    }

    /** Title of a problem. */
    public String title() {
        return String.valueOf(value().getOrDefault("title", ""));
    }

    /** Each thing that is wrong. */
    public List<Complaint> complaints() {
        List<Complaint> complaints = new ArrayList<>();
        if (value().get("errors") instanceof List<?> errors) {
            for (Object error : errors) {
                if (error instanceof Map<?, ?> members) {
                    complaints.add(new Complaint(where(members), String.valueOf(members.get("detail"))));
                }
            }
        }
        return complaints;
    }

    private static String where(Map<?, ?> members) {
        return Optional.<Object>ofNullable(members.get("pointer"))
                .or(() -> Optional.ofNullable(members.get("parameter")))
                .or(() -> Optional.ofNullable(members.get("header")))
                .map(String::valueOf)
                .orElse("");
    }

    /**
     * One thing that is wrong.
     *
     * @param where  a JSON pointer as a fragment ({@code #/oauth/tenant}), or the name of a parameter
     * @param detail what is wrong with it
     */
    public record Complaint(String where, String detail) {}
}
