package signet.server.console;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.server.account.Role;

/** The table of everything that can be opened or done in the console. */
final class Pages {
    private final List<Page> pages;

    Pages(List<Page> pages) {
        this.pages = pages.stream()
                .sorted(Comparator.comparingInt(Page::fixed).reversed())
                .toList();
    }

    /** Everything there is. */
    static List<Page> of(ConsoleServices services, Sessions sessions) {
        Overview overview = new Overview();
        return List.of(
                Page.open("GET", "/", visit -> View.redirect("/console/")),
                Page.open("GET", "/console", visit -> View.redirect("/console/")),
                new Page("GET", "/console/", Role.VIEWER, overview::show));
    }

    List<Page> all() {
        return pages;
    }

    /** A page and what its path's variables stand for. */
    record Match(Page page, Map<String, String> variables) {}

    /** The pages at a path, the most special ones only. */
    List<Match> at(String path) {
        List<Match> matches = pages.stream()
                .flatMap(page -> page.match(path).map(variables -> new Match(page, variables)).stream())
                .toList();
        int most = matches.stream().mapToInt(m -> m.page().fixed()).max().orElse(0);
        return matches.stream().filter(m -> m.page().fixed() == most).toList();
    }

    static Optional<Match> by(String method, List<Match> matches) {
        String asked = method.equals("HEAD") ? "GET" : method;
        return matches.stream().filter(m -> m.page().method().equals(asked)).findFirst();
    }
}
