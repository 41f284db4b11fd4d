package signet.server.console;

import java.util.Map;
import signet.server.api.Reply;

/** The first page: does mail work? */
final class Overview {
    View show(Visit visit) {
        Reply accounts = visit.get("/v1/accounts");
        Reply queue = visit.get("/v1/queue");
        if (!accounts.ok()) {
            return View.failed(accounts);
        }
        return View.page("overview", Map.of("accounts", accounts.value(), "queue", queue.value()));
    }
}
