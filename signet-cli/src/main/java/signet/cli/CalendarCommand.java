package signet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.cli.ApiClient.Answer;
import signet.server.InUse;
import signet.server.account.Expiry;
import signet.server.settings.Expiries;
import signet.server.settings.Settings;
import signet.server.watch.ICalendar;

@Command(
        name = "calendar",
        description = {
            "What ends when: certificates, secrets and what follows them.",
            "Also finished assertions; of secrets the declared ends; the next first.",
            "From the settings, without any network; with --server as a running server knows it, with what is in its database."
        },
        footer = {
            "",
            "Examples:",
            "  signet calendar",
            "  signet calendar --ics > signet.ics       for the calendar you live by, with alarms",
            "  signet calendar --server http://127.0.0.1:8625 --json"
        })
final class CalendarCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--ics", description = "Print an iCalendar object (RFC 5545).")
    private boolean ics;

    @Option(names = "--json", description = "Print an array.")
    private boolean json;

    private final Terminal terminal;

    CalendarCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (ics && json) {
            throw Failure.usage("--ics or --json, not both");
        }
        boolean remote = server.named() || (!settled.named(terminal) && !Files.exists(settled.path(terminal)));
        List<ICalendar.Entry> entries = remote ? ofServer() : ofFile();
        Instant now = terminal.clock().instant();
        if (ics) {
            terminal.raw(ICalendar.of(entries, now));
        } else if (json) {
            terminal.line(Json.indented(
                    entries.stream().map(entry -> shape(entry, now)).toList()));
        } else {
            people(entries, now);
        }
        return 0;
    }

    private List<ICalendar.Entry> ofFile() throws IOException {
        Settings read = settled.settings(terminal);
        Settings settings = InUse.of(read.serving().server().data()).apply(read).settings();
        List<ICalendar.Entry> entries = new ArrayList<>();
        for (Expiry expiry : Expiries.of(settings.credentials().values())) {
            List<String> users = settings.accounts().values().stream()
                    .filter(account -> account.credential()
                            .map(named -> named.name().equals(expiry.credential()))
                            .orElse(false))
                    .map(account -> account.name())
                    .toList();
            entries.add(new ICalendar.Entry(expiry, users));
        }
        entries.sort(Comparator.comparing(entry -> entry.expiry().ends()));
        return entries;
    }

    private List<ICalendar.Entry> ofServer() throws IOException {
        List<ICalendar.Entry> entries = new ArrayList<>();
        for (Answer one : server.client(terminal, settled).get("/v1/calendar").objects("expiries")) {
            Optional<Expiry.Kind> kind = Expiry.Kind.of(one.word("kind"), one.flag("follows"));
            kind.ifPresent(known -> entries.add(new ICalendar.Entry(
                    new Expiry(one.word("credential"), Instant.parse(one.word("ends")), known),
                    one.texts("accounts"))));
        }
        return entries;
    }

    private static Map<String, Object> shape(ICalendar.Entry entry, Instant now) {
        return Json.object(
                "credential", entry.expiry().credential(),
                "kind", entry.expiry().kind().word(),
                "follows", entry.expiry().kind().follows(),
                "ends", entry.expiry().ends(),
                "days", entry.expiry().days(now),
                "accounts", entry.accounts());
    }

    private void people(List<ICalendar.Entry> entries, Instant now) {
        if (entries.isEmpty()) {
            terminal.note(
                    "Nothing is known to end: no credential has a certificate, a declared end of its secret, or a finished"
                            + " assertion.");
        }
        for (ICalendar.Entry entry : entries) {
            Expiry expiry = entry.expiry();
            long days = expiry.days(now);
            String left = String.format("%-10s", days < 0 ? "over" : days == 1 ? "1 day" : days + " days");
            String coloured = days < 7 ? terminal.red(left) : days < 60 ? terminal.yellow(left) : terminal.green(left);
            terminal.line(expiry.ends() + "  " + coloured + "  "
                    + (expiry.kind().follows() ? "next " : "") + expiry.kind().word() + " of " + expiry.credential()
                    + (entry.accounts().isEmpty() ? "" : " (" + String.join(", ", entry.accounts()) + ")"));
        }
    }
}
