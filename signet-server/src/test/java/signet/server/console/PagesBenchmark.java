package signet.server.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.server.store.MillionBenchmark;

/**
 * Measures the pages of the console over a full queue, from request to the last octet on loopback. Run by hand: {@code main folder
 * [entries]}; a folder that is there already is used as it is.
 */
public final class PagesBenchmark {
    private static final String ACCOUNTS = """
            accounts:
              account-7: {address: a7@university.example, password: x, smtp: {host: 127.0.0.1, port: 9, tls: none}}
            """;
    private static final int ROUNDS = 20;

    private PagesBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            try (RunningConsole console = RunningConsole.in(folder, "", ACCOUNTS)) {
                Browser ada = console.administrator();
                ada.get("/console/");
                ada.post("/console/overview/account-7/pause", Map.of());
            }
            MillionBenchmark.fill(folder.resolve("data"), entries);
        }
        try (RunningConsole console = RunningConsole.in(folder, "", ACCOUNTS)) {
            Browser ada = console.browser();
            ada.login("ada", RunningConsole.PASSWORD);
            List<String> paths = paths(ada);
            for (int round = 1; round <= 2; round++) {
                System.out.println("round " + round);
                for (String path : paths) {
                    measure(ada, path);
                }
            }
            measureSearch(ada);
        }
    }

    private static List<String> paths(Browser ada) throws Exception {
        String queue = "/console/queue";
        Matcher entry = Pattern.compile("/console/queue/[a-z2-7]{26}")
                .matcher(ada.get(queue).body());
        List<String> paths = new ArrayList<>(List.of(
                "/console/",
                queue,
                queue + "?state=queued",
                queue + "?state=failed",
                queue + "?account=account-7",
                queue + "?state=delivered&account=account-7",
                queue + "?held=operator",
                queue + "?recipient=r4711@example.org",
                queue + "?q=exam",
                queue + "?q=no-such-text",
                queue + "?q=no-such-text&state=queued",
                queue + "/apply?verb=hold&state=queued",
                queue + "/apply?verb=hold&q=no-such-text",
                "/console/calendar"));
        if (entry.find()) {
            paths.add(entry.group());
        }
        return paths;
    }

    private static void measure(Browser ada, String path) throws Exception {
        List<Long> nanos = new ArrayList<>();
        Reply last = null;
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            last = ada.get(path);
            nanos.add(System.nanoTime() - began);
        }
        double first = nanos.getFirst() / 1e6;
        nanos.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%-60s first %.0f ms, median %.0f ms, most %.0f ms, %d octets, status %d%n",
                path,
                first,
                nanos.get(ROUNDS / 2) / 1e6,
                nanos.getLast() / 1e6,
                last == null ? 0 : last.body().getBytes(StandardCharsets.UTF_8).length,
                last == null ? 0 : last.status());
    }

    /** A text that is nowhere: how many pages until everything was looked through. */
    private static void measureSearch(Browser ada) throws Exception {
        String path = "/console/queue?q=no-such-text";
        int pages = 0;
        long most = 0;
        long began = System.nanoTime();
        while (!path.isEmpty()) {
            long start = System.nanoTime();
            String body = ada.get(path).body();
            most = Math.max(most, System.nanoTime() - start);
            pages++;
            Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(body);
            path = next.find() ? next.group(1).replace("&amp;", "&") : "";
        }
        System.out.printf(
                Locale.ROOT,
                "searching everything: %d pages, %.1f s, the slowest %.0f ms%n",
                pages,
                (System.nanoTime() - began) / 1e9,
                most / 1e6);
    }
}
