package signet.server.console;

import java.util.List;
import signet.server.account.Role;

/** Overview, email queue and calendar. What is in a message is for operators: a viewer sees who wrote to whom, and why it waits. */
final class QueuePages {
    private QueuePages() {}

    static List<Page> of() {
        Overview overview = new Overview();
        QueuePage queue = new QueuePage();
        EntryPage entry = new EntryPage();
        ApplyPage apply = new ApplyPage();
        CalendarPage calendar = new CalendarPage();
        return List.of(
                new Page("GET", "/console/", Role.VIEWER, overview::show),
                new Page("POST", "/console/overview/{name}/pause", Role.OPERATOR, overview::pause),
                new Page("POST", "/console/overview/{name}/resume", Role.OPERATOR, overview::resume),
                new Page("GET", "/console/queue", Role.VIEWER, queue::list),
                new Page("GET", "/console/queue/apply", Role.OPERATOR, apply::ask),
                new Page("POST", "/console/queue/apply", Role.OPERATOR, apply::apply),
                new Page("GET", "/console/queue/{id}", Role.VIEWER, entry::show),
                new Page("GET", "/console/queue/{id}/preview", Role.OPERATOR, entry::preview),
                new Page("GET", "/console/queue/{id}/content", Role.OPERATOR, entry::content),
                new Page("POST", "/console/queue/{id}/retry", Role.OPERATOR, entry::retry),
                new Page("POST", "/console/queue/{id}/hold", Role.OPERATOR, entry::hold),
                new Page("POST", "/console/queue/{id}/release", Role.OPERATOR, entry::release),
                new Page("POST", "/console/queue/{id}/cancel", Role.OPERATOR, entry::cancel),
                new Page("POST", "/console/queue/{id}/resend", Role.OPERATOR, entry::resend),
                new Page("GET", "/console/calendar", Role.VIEWER, calendar::show),
                new Page("GET", "/console/calendar.ics", Role.VIEWER, calendar::feed));
    }
}
