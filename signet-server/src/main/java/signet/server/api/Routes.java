package signet.server.api;

import java.util.List;

/** The table of everything that can be asked. */
final class Routes {
    private Routes() {}

    static List<Route> of(ApiServices services, EventStreams streams) {
        Submitting submitting = new Submitting(services);
        Showing showing = new Showing(services);
        Operating operating = new Operating(services);
        Objects objects = new Objects(services);
        AccountVerbs accounts = new AccountVerbs(services);
        Drafting drafting = new Drafting(services.sending().configuration());
        Testing testing = new Testing(services, drafting);
        Calendars calendars = new Calendars(services);
        Renewing renewing = new Renewing(services.sending().configuration(), objects);
        Tokens tokens = new Tokens(services, streams);
        ConsoleUsers users = new ConsoleUsers(services);
        Service service = new Service(services);
        Supporting supporting = new Supporting(services);
        return List.of(
                new Route("POST", "/v1/messages", Access.SEND, submitting::submit),
                new Route("GET", "/v1/messages", Access.READ, showing::list),
                new Route("GET", "/v1/messages/{id}", Access.READ, showing::show),
                new Route("GET", "/v1/messages/{id}/content", Access.READ, showing::content),
                new Route("GET", "/v1/messages/{id}/preview", Access.READ, showing::preview),
                new Route("POST", "/v1/messages/{id}/retry", Access.OPERATE, operating::retry),
                new Route("POST", "/v1/messages/{id}/hold", Access.OPERATE, operating::hold),
                new Route("POST", "/v1/messages/{id}/release", Access.OPERATE, operating::release),
                new Route("POST", "/v1/messages/{id}/cancel", Access.OPERATE, operating::cancel),
                new Route("POST", "/v1/messages/{id}/resend", Access.OPERATE, operating::resend),
                new Route("POST", "/v1/messages/retry", Access.OPERATE, operating::retryAll),
                new Route("POST", "/v1/messages/hold", Access.OPERATE, operating::holdAll),
                new Route("POST", "/v1/messages/release", Access.OPERATE, operating::releaseAll),
                new Route("POST", "/v1/messages/cancel", Access.OPERATE, operating::cancelAll),
                new Route("GET", "/v1/queue", Access.READ, showing::shape),
                new Route("GET", "/v1/calendar", Access.READ, calendars::show),
                new Route("GET", "/v1/calendar.ics", Access.READ, calendars::feed),
                new Route("GET", "/v1/credentials", Access.READ, objects::credentials),
                new Route("GET", "/v1/credentials/{name}", Access.READ, objects::credential),
                new Route("PUT", "/v1/credentials/{name}", Access.ADMIN, objects::putCredential),
                new Route("DELETE", "/v1/credentials/{name}", Access.ADMIN, objects::deleteCredential),
                new Route("POST", "/v1/credentials/{name}/pair", Access.ADMIN, renewing::make),
                new Route("PUT", "/v1/credentials/{name}/next", Access.ADMIN, renewing::follow),
                new Route("DELETE", "/v1/credentials/{name}/next", Access.ADMIN, renewing::forget),
                new Route("POST", "/v1/credentials/{name}/replace", Access.ADMIN, renewing::replace),
                new Route("POST", "/v1/credentials/{name}/rehearse", Access.OPERATE, renewing::rehearse),
                new Route("GET", "/v1/credentials/{name}/certificate", Access.READ, renewing::certificate),
                new Route("GET", "/v1/accounts", Access.READ, objects::accounts),
                new Route("GET", "/v1/accounts/{name}", Access.READ, objects::account),
                new Route("PUT", "/v1/accounts/{name}", Access.ADMIN, objects::putAccount),
                new Route("DELETE", "/v1/accounts/{name}", Access.ADMIN, objects::deleteAccount),
                new Route("POST", "/v1/accounts/{name}/test", Access.OPERATE, testing::account),
                new Route("POST", "/v1/accounts/{name}/tests", Access.OPERATE, testing::beginAccount),
                new Route("POST", "/v1/accounts/{name}/pause", Access.OPERATE, accounts::pause),
                new Route("POST", "/v1/accounts/{name}/resume", Access.OPERATE, accounts::resume),
                new Route("GET", "/v1/accounts/{name}/budget", Access.READ, accounts::budget),
                new Route("POST", "/v1/test", Access.ADMIN, testing::draft),
                new Route("POST", "/v1/check", Access.ADMIN, drafting::check),
                new Route("POST", "/v1/tests", Access.ADMIN, testing::beginDraft),
                new Route("GET", "/v1/tests/{id}", Access.READ, testing::show),
                new Route("POST", "/v1/explain", Access.READ, service::explain),
                new Route("GET", "/v1/events", Access.READ, streams::follow),
                new Route("POST", "/v1/reload", Access.OPERATE, service::reload),
                new Route("GET", "/v1/tokens", Access.ADMIN, tokens::list),
                new Route("POST", "/v1/tokens", Access.ADMIN, tokens::create),
                new Route("DELETE", "/v1/tokens/{id}", Access.ADMIN, tokens::revoke),
                new Route("GET", "/v1/console-users", Access.ADMIN, users::list),
                new Route("PUT", "/v1/console-users/{name}", Access.ADMIN, users::change),
                new Route("DELETE", "/v1/console-users/{name}", Access.ADMIN, users::delete),
                new Route("DELETE", "/v1/console-users/{name}/second-factor", Access.ADMIN, users::forgetFactor),
                new Route("POST", "/v1/console-links", Access.ADMIN, users::link),
                new Route("GET", "/v1/support-bundle", Access.ADMIN, supporting::bundle),
                new Route("GET", "/v1/openapi.json", Access.TOKEN, service::openApi),
                new Route("GET", "/health/live", Access.OPEN, service::live),
                new Route("GET", "/health/ready", Access.OPEN, service::ready),
                new Route("GET", "/metrics", Access.LOOPBACK_OR_READ, service::metrics));
    }
}
