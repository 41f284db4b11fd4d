package signet.server.console;

import java.util.ArrayList;
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
        Hashing hashing = new Hashing();
        Passwords passwords = new Passwords(hashing, Throttle.ofPasswords(System::nanoTime));
        Codes codes = new Codes(services, hashing, Throttle.ofCodes(System::nanoTime));
        LoginPages login = new LoginPages(services, sessions, passwords, codes);
        StartPages start = new StartPages(services, login, sessions, hashing);
        ProfilePages profile = new ProfilePages(services, login, sessions, passwords);
        SecondFactorPages factor =
                new SecondFactorPages(services, login, profile, sessions, new Reproof(passwords, codes), codes);
        UserPages users = new UserPages(sessions);
        List<Page> all = new ArrayList<>(QueuePages.of());
        all.addAll(AccountPages.pages());
        all.addAll(CredentialPages.pages());
        all.addAll(TestPages.pages());
        all.addAll(SupportPages.pages());
        all.addAll(List.of(
                Page.open("GET", "/", visit -> View.redirect("/console/")),
                Page.open("GET", "/console", visit -> View.redirect("/console/")),
                Page.open("GET", "/console/login", login::form),
                Page.open("POST", "/console/login", login::enter),
                Page.from(Page.Stage.CODE, "GET", LoginPages.CODE, login::codeForm),
                Page.from(Page.Stage.CODE, "POST", LoginPages.CODE, login::code),
                Page.open("GET", "/console/start/{secret}", start::form),
                Page.open("POST", "/console/start/{secret}", start::begin),
                Page.from(Page.Stage.ENROLMENT, "POST", "/console/logout", login::leave),
                new Page("GET", "/console/profile", Role.VIEWER, profile::show),
                new Page("POST", "/console/profile/password", Role.VIEWER, profile::password),
                new Page("POST", "/console/profile/sessions/{handle}/end", Role.VIEWER, profile::end),
                Page.from(Page.Stage.ENROLMENT, "GET", SecondFactorPages.PATH, factor::show),
                Page.from(Page.Stage.ENROLMENT, "POST", SecondFactorPages.PATH, factor::confirm),
                Page.from(Page.Stage.ENROLMENT, "GET", SecondFactorPages.PICTURE, factor::picture),
                new Page("POST", SecondFactorPages.PATH + "/begin", Role.VIEWER, factor::begin),
                new Page("POST", SecondFactorPages.PATH + "/recovery-codes", Role.VIEWER, factor::recoveryCodes),
                new Page("POST", SecondFactorPages.PATH + "/remove", Role.VIEWER, factor::remove),
                new Page("GET", "/console/users", Role.ADMINISTRATOR, users::list),
                new Page("POST", "/console/users/link", Role.ADMINISTRATOR, users::link),
                new Page("POST", "/console/users/{name}/role", Role.ADMINISTRATOR, users::role),
                new Page("POST", "/console/users/{name}/delete", Role.ADMINISTRATOR, users::delete),
                new Page("POST", "/console/users/{name}/second-factor/remove", Role.ADMINISTRATOR, users::factor),
                new Page("POST", "/console/users/{name}/end-sessions", Role.ADMINISTRATOR, users::end)));
        return all;
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
