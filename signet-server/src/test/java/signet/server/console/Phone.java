package signet.server.console;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.oauth.Secret;
import signet.server.account.Totp;
import signet.server.console.RunningConsole.Browser;
import signet.server.console.RunningConsole.Reply;
import signet.server.store.MovableClock;

/** Somebody's app for one-time codes, which never shows one twice. */
final class Phone {
    static final String PAGE = "/console/profile/second-factor";

    private static final Pattern SECRET = Pattern.compile("<code class=\"secret\">([A-Z2-7 ]{39})</code>");
    private static final Pattern RECOVERY = Pattern.compile("<code>([a-j][a-z2-7]{3}(?:-[a-z2-7]{4}){3})</code>");

    final Secret secret;
    final List<String> recovery;
    private final MovableClock clock;

    private Phone(Secret secret, List<String> recovery, MovableClock clock) {
        this.secret = secret;
        this.recovery = recovery;
        this.clock = clock;
    }

    /** Sets a factor up for who is logged in and has none. */
    static Phone enrolled(Browser browser, MovableClock clock) throws IOException, InterruptedException {
        browser.get("/console/profile");
        browser.post(PAGE + "/begin", Map.of("present", RunningConsole.PASSWORD));
        return confirmed(browser, browser.get(PAGE), clock);
    }

    /** Reads the secret of a page and confirms it. */
    static Phone confirmed(Browser browser, Reply page, MovableClock clock) throws IOException, InterruptedException {
        Secret secret = secret(page);
        Phone phone = new Phone(secret, List.of(), clock);
        Reply confirmed = browser.post(PAGE, Map.of("code", phone.code()));
        if (confirmed.status() != 303) {
            throw new IOException("not confirmed: " + confirmed.status() + " " + confirmed.body());
        }
        return new Phone(secret, recovery(browser.get(PAGE)), clock);
    }

    static Secret secret(Reply page) throws IOException {
        Matcher secret = SECRET.matcher(page.body());
        if (!secret.find()) {
            throw new IOException("no secret is shown: " + page.status() + " " + page.body());
        }
        return Secret.of(secret.group(1).replace(" ", ""));
    }

    static List<String> recovery(Reply page) {
        return RECOVERY.matcher(page.body())
                .results()
                .map((MatchResult one) -> one.group(1))
                .toList();
    }

    /** The code of now, in a step of its own. */
    String code() {
        clock.advance(Duration.ofSeconds(60));
        return present();
    }

    /** The code of now, even if it was used. */
    String present() {
        return Totp.code(secret, Totp.step(clock.instant()));
    }
}
