package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signet.server.account.Role;

/** The support bundle, to be looked at and sent. */
final class SupportPages {
    private static final String PATH = "/console/support-bundle";

    private SupportPages() {}

    static List<Page> pages() {
        return List.of(
                new Page("GET", PATH, Role.ADMINISTRATOR, visit -> View.page("support", Map.of())),
                new Page("GET", PATH + "/file", Role.ADMINISTRATOR, SupportPages::file));
    }

    private static View file(Visit visit) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String choice : List.of("test", "addresses")) {
            query.put(choice, visit.query().checked(choice) ? "true" : "");
        }
        return View.file(visit.get("/v1/support-bundle", query));
    }
}
