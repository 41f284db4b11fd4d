package signet.server.console;

import signet.server.api.Reply;

/** What ends when. */
final class CalendarPage {
    View show(Visit visit) {
        Reply calendar = visit.get("/v1/calendar");
        return calendar.ok() ? View.page("calendar", calendar.value()) : View.failed(calendar);
    }

    /** For the calendar somebody lives by. */
    View feed(Visit visit) {
        return View.file(visit.get("/v1/calendar.ics"));
    }
}
