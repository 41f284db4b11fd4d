package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Role;
import signet.server.api.Reply;

/** Accounts as a list, and what is done with one. */
final class AccountPages {
    private static final String LIST = "/console/accounts";

    private AccountPages() {}

    static List<Page> pages() {
        AccountForms forms = new AccountForms();
        return List.of(
                new Page("GET", LIST, Role.VIEWER, AccountPages::list),
                new Page("GET", AccountForms.NEW, Role.ADMINISTRATOR, forms::fresh),
                new Page("POST", AccountForms.NEW, Role.ADMINISTRATOR, forms::sent),
                new Page("GET", LIST + "/{name}", Role.VIEWER, forms::existing),
                new Page("POST", LIST + "/{name}", Role.ADMINISTRATOR, forms::sent),
                new Page("POST", LIST + "/{name}/test", Role.OPERATOR, AccountPages::test),
                new Page("POST", LIST + "/{name}/pause", Role.OPERATOR, AccountPages::pause),
                new Page("POST", LIST + "/{name}/resume", Role.OPERATOR, AccountPages::resume),
                new Page("GET", LIST + "/{name}/delete", Role.ADMINISTRATOR, AccountPages::ask),
                new Page("POST", LIST + "/{name}/delete", Role.ADMINISTRATOR, AccountPages::delete));
    }

    private static View list(Visit visit) {
        Stored stored = Stored.read(visit);
        List<Map<String, Object>> accounts = new ArrayList<>();
        for (Map<String, Object> account : stored.accounts()) {
            Map<String, Object> settings = Stored.settings(account);
            Optional<Map<String, Object>> credential =
                    Stored.credentialOf(account).flatMap(stored::credential);
            Map<String, Object> row = new LinkedHashMap<>(account);
            row.put(
                    "protocols",
                    List.of("smtp", "imap", "pop3").stream()
                            .filter(settings::containsKey)
                            .toList());
            row.put(
                    "method",
                    credential.map(Stored::settings).map(s -> s.get("method")).orElse("basic"));
            row.put("uses", credential);
            row.put("reading", Stored.reading(account));
            accounts.add(row);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("accounts", accounts);
        model.put("credentials", stored.credentials());
        return View.page("accounts", model);
    }

    private static View test(Visit visit) {
        String name = visit.variable("name");
        Reply begun = visit.post("/v1/accounts/" + name + "/tests", Map.of());
        if (!begun.ok()) {
            return visit.htmx() ? TestPages.notBegun(begun) : View.refused(page(visit), begun.detail());
        }
        String id = String.valueOf(begun.value().get("id"));
        visit.session().keep(TestPages.BACK + id, page(visit));
        return visit.htmx() ? TestPages.part(begun) : View.redirect(TestPages.path(id));
    }

    private static String page(Visit visit) {
        return LIST + "/" + visit.variable("name");
    }

    private static View pause(Visit visit) {
        Reply reply = visit.post("/v1/accounts/" + visit.variable("name") + "/pause", Map.of());
        return reply.ok()
                ? View.redirect(
                        page(visit), "Paused. Nothing is sent through it until it is resumed; mail is still taken in.")
                : View.refused(page(visit), reply.detail());
    }

    /** Ends a pause; what parks the account is looked at. */
    private static View resume(Visit visit) {
        Reply reply = visit.post("/v1/accounts/" + visit.variable("name") + "/resume", Map.of());
        if (!reply.ok()) {
            return View.refused(page(visit), reply.detail());
        }
        return View.redirect(
                page(visit),
                Boolean.TRUE.equals(reply.value().get("changed"))
                        ? "Resumed. What waited goes out now."
                        : "It is looked at now whether it works; load this page again in a moment to see what came of it.");
    }

    private static View ask(Visit visit) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("what", "account");
        model.put("name", visit.variable("name"));
        model.put("action", page(visit) + "/delete");
        model.put("back", page(visit));
        model.put(
                "text",
                "Mail that waits for this account stays in the queue and is not sent until there is an account of this name"
                        + " again. Its credential is kept.");
        return View.page("delete", model);
    }

    private static View delete(Visit visit) {
        Reply reply = visit.delete("/v1/accounts/" + visit.variable("name"));
        return reply.ok()
                ? View.redirect(LIST, "The account " + visit.variable("name") + " is removed.")
                : View.refused(page(visit), reply.detail());
    }
}
