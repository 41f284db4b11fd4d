package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How often {@code signet test} names what is wrong at Keycloak, Dovecot and Postfix, or at what was set up for them. */
@ExtendWith(OneSite.class)
class ConfusionTest {
    private static final List<Situation> SITUATIONS = Situation.all();

    /** For dozens of accounts, on a machine that does other things as well. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Mistakes mistakes = new Mistakes();

    /** What the doctor said about a situation. */
    record Said(Situation situation, Diagnosis diagnosis, int rank) {
        boolean certain() {
            return Situation.certain(diagnosis);
        }

        List<String> codes() {
            return Situation.judged(diagnosis).stream()
                    .map(finding -> String.valueOf(finding.get("code")))
                    .limit(3)
                    .toList();
        }
    }

    @Test
    void everySituationHasASourceAndAMistakeAndEveryMistakeASituation() {
        Set<String> names = SITUATIONS.stream().map(Situation::name).collect(Collectors.toSet());
        assertEquals(SITUATIONS.size(), names.size(), "a name twice");
        assertEquals(names, mistakes.names());
        for (Situation situation : SITUATIONS) {
            assertTrue(situation.source().length() > 5 && situation.wrong().length() > 5, situation::toString);
        }
        for (String server : List.of("keycloak", "dovecot", "postfix")) {
            assertTrue(
                    SITUATIONS.stream()
                                    .filter(one -> one.server().equals(server))
                                    .count()
                            >= 15,
                    server);
        }
    }

    @Test
    void theDoctorNamesWhatIsWrong(Site site) {
        List<Said> all = new ArrayList<>();
        try (WrongServers servers = WrongServers.start(site)) {
            Map<String, Setup> setups = new LinkedHashMap<>();
            // what is used up first is made last, for assertions and minutes do not wait
            for (boolean after : List.of(false, true)) {
                for (Situation one : SITUATIONS) {
                    if (Mistakes.AFTER_USE.contains(one.name()) == after) {
                        String box = "box" + (RealServers.MAILBOXES - setups.size());
                        setups.put(one.name(), mistakes.setup(servers, one, box + "@" + RealServers.DOMAIN));
                    }
                }
            }
            useUp(site, setups);
            all.addAll(said(site, setups, one -> Mistakes.AFTER_USE.contains(one.name())));
            for (String options : List.of("-", "self", "nobody", "outside")) {
                all.addAll(said(
                        site,
                        setups,
                        one -> one.options().equals(options) && !Mistakes.AFTER_USE.contains(one.name())));
            }
        }
        assertEquals(SITUATIONS.size(), all.size());
        judge(all);
    }

    private static void judge(List<Said> all) {
        long first = all.stream().filter(said -> said.rank() == 1).count();
        long three = all.stream()
                .filter(said -> said.rank() >= 1 && said.rank() <= 3)
                .count();
        List<Said> wrong =
                all.stream().filter(said -> said.certain() && said.rank() != 1).toList();
        String table = table(all, first, three, wrong.size());
        System.out.println(table);
        assertEquals(List.of(), wrong, "certain, but wrong");
        assertTrue(first >= 0.90 * all.size(), table);
        assertTrue(three >= 0.98 * all.size(), table);
        List<String> fine = all.stream()
                .filter(said -> said.diagnosis().ok())
                .map(said -> said.situation().name())
                .toList();
        assertEquals(List.of(), fine, "said to work");
    }

    /** The limits were healthy before, so what follows is theirs. */
    private void useUp(Site site, Map<String, Setup> setups) {
        Map<String, Setup> before = new LinkedHashMap<>(setups);
        before.keySet().retainAll(Mistakes.AFTER_USE);
        Command.Result result =
                site.signet(before, "test").with("--json").within(PATIENCE).run();
        assertEquals(0, result.status(), result::toString);
    }

    /** One run of the command for many accounts: its start takes longer than most tests. */
    private static List<Said> said(Site site, Map<String, Setup> setups, Predicate<Situation> which) {
        List<Situation> chosen = SITUATIONS.stream().filter(which).toList();
        Map<String, Setup> mine = new LinkedHashMap<>();
        chosen.forEach(one -> mine.put(one.name(), Objects.requireNonNull(setups.get(one.name()))));
        Command command = site.signet(mine, "test").with("--json").within(PATIENCE);
        Command.Result result = sending(chosen.get(0), command).run();
        assertEquals(1, result.status(), result::toString);
        assertFalse((result.out() + result.err()).contains(RealServers.SECRET), "the secret is shown");
        Map<String, Diagnosis> reports = new LinkedHashMap<>();
        Diagnosis.all(result).forEach(report -> reports.put(report.account(), report));
        return chosen.stream()
                .map(one -> {
                    Diagnosis report = Objects.requireNonNull(reports.get(one.name()), one.name());
                    return new Said(one, report, one.rank(report));
                })
                .toList();
    }

    private static Command sending(Situation situation, Command command) {
        return switch (situation.options()) {
            case "-" -> command;
            case "self" -> command.with("--send-to", "box51@" + RealServers.DOMAIN);
            case "nobody" -> command.with("--send-to", "nobody@" + RealServers.DOMAIN);
            case "outside" -> command.with("--send-to", "somebody@elsewhere.example");
            default -> throw new IllegalArgumentException(situation.options());
        };
    }

    private static String table(List<Said> all, long first, long three, int wrong) {
        StringBuilder table =
                new StringBuilder("\nConfusion table, real servers: expected, place, what was said first\n");
        for (Said said : all) {
            table.append(String.format(
                    "%-9s%-40s %-28s %s%s  %s%n",
                    said.situation().server(),
                    said.situation().name(),
                    said.situation().code(),
                    said.rank() == 0 ? "-" : Integer.toString(said.rank()),
                    said.certain() ? "!" : " ",
                    said.rank() == 1 ? "" : String.join(", ", said.codes())));
        }
        table.append(String.format(
                "%d situations; first %d (%.1f %%), within three %d (%.1f %%), certain but wrong %d%n",
                all.size(), first, 100.0 * first / all.size(), three, 100.0 * three / all.size(), wrong));
        return table.toString();
    }
}
