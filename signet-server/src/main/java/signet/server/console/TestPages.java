package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Role;
import signet.server.api.Reply;

/** A connection test while it runs and when it has ended. */
final class TestPages {
    /** Where somebody came from, by the test. */
    static final String BACK = "test from ";

    private static final String LIST = "/console/tests/";

    private TestPages() {}

    static List<Page> pages() {
        return List.of(new Page("GET", LIST + "{id}", Role.VIEWER, TestPages::show));
    }

    static String path(String id) {
        return LIST + id;
    }

    /** The test as a part of another page. */
    static View part(Reply test) {
        return View.fragment("test", "#test", model(test, Optional.empty()));
    }

    /** In the test's place, why it does not begin. */
    static View notBegun(Reply refused) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("state", "ended");
        model.put("ok", false);
        model.put("failure", refused.detail());
        model.put("steps", List.of());
        model.put("reports", List.of());
        return View.fragment("test", "#test", model);
    }

    private static View show(Visit visit) {
        Reply test = visit.get("/v1/tests/" + visit.variable("id"));
        if (!test.ok()) {
            return View.error(404, "No such test", "Tests are remembered for a while only. Begin it again.");
        }
        Optional<String> back = visit.session().kept(BACK + visit.variable("id"), String.class);
        return visit.htmx() ? part(test) : View.page("test", model(test, back));
    }

    private static Map<String, Object> model(Reply test, Optional<String> back) {
        Map<String, Object> model = new LinkedHashMap<>(test.value());
        model.put("address", path(String.valueOf(test.value().get("id"))));
        model.put("back", back);
        return model;
    }
}
