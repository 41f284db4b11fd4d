package signet.server.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Expiry;
import signet.server.account.SendingAccount;
import signet.server.watch.ICalendar;

/** What ends when, for programs and for calendars. A restricted caller sees the credentials of its accounts. */
final class Calendars {
    private final ApiServices services;

    Calendars(ApiServices services) {
        this.services = services;
    }

    /** The next end first. */
    Answer show(Call call) {
        call.query();
        Instant now = services.clock().instant();
        List<Map<String, Object>> shown = new ArrayList<>();
        for (ICalendar.Entry entry : entries(call.caller())) {
            Expiry expiry = entry.expiry();
            shown.add(Shapes.object(
                    "credential",
                    expiry.credential(),
                    "kind",
                    expiry.kind().word(),
                    "follows",
                    expiry.kind().follows(),
                    "ends",
                    expiry.ends(),
                    "days",
                    expiry.days(now),
                    "accounts",
                    entry.accounts()));
        }
        return Answer.ok(Map.of("expiries", shown));
    }

    Answer feed(Call call) {
        call.query();
        byte[] text =
                ICalendar.of(entries(call.caller()), services.clock().instant()).getBytes(StandardCharsets.UTF_8);
        return new Answer(200, ICalendar.TYPE, Map.of(), out -> out.write(text))
                .with("Content-Disposition", "attachment; filename=\"signet.ics\"");
    }

    private List<ICalendar.Entry> entries(Caller caller) {
        List<ICalendar.Entry> entries = new ArrayList<>();
        for (Expiry expiry : services.operation().calendar().get()) {
            List<String> users = services.sending().accounts().current().accounts().values().stream()
                    .filter(account -> account.credential().equals(Optional.of(expiry.credential())))
                    .map(SendingAccount::name)
                    .filter(caller::maySee)
                    .toList();
            if (!caller.restricted() || !users.isEmpty()) {
                entries.add(new ICalendar.Entry(expiry, users));
            }
        }
        entries.sort(Comparator.comparing(entry -> entry.expiry().ends()));
        return entries;
    }
}
