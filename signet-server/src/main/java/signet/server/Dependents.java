package signet.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.server.account.ObjectStore.Kind;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredListener;
import signet.server.settings.Settings;

/** What would cease to work without an object: it cannot be removed before. */
final class Dependents {
    private Dependents() {}

    /** Why the object has to stay; empty when nothing uses it. */
    static Optional<Finding> finding(Settings settings, Kind kind, String name) {
        return switch (kind) {
            case CREDENTIAL ->
                finding(
                        "credential-in-use",
                        "the credential '" + name + "' is used by ",
                        accountsBy(settings, name),
                        "Give these accounts another credential first.");
            case ACCOUNT ->
                finding(
                        "account-in-use",
                        "the account '" + name + "' is used by ",
                        usersOf(settings, name),
                        "Let these use another account first.");
            case LOGIN -> Optional.empty();
        };
    }

    private static Optional<Finding> finding(String code, String summary, List<String> users, String remedy) {
        return users.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        code,
                        Severity.ERROR,
                        summary + String.join(", ", users),
                        List.of(),
                        remedy,
                        Stage.CONFIGURATION));
    }

    private static List<String> accountsBy(Settings settings, String credential) {
        return settings.accounts().values().stream()
                .filter(account -> account.credential()
                        .filter(one -> one.name().equals(credential))
                        .isPresent())
                .map(ConfiguredAccount::name)
                .toList();
    }

    private static List<String> usersOf(Settings settings, String account) {
        List<String> users = new ArrayList<>();
        settings.serving().logins().stream()
                .filter(login -> login.accounts().contains(account))
                .forEach(login -> users.add("the login '" + login.name() + "'"));
        settings.serving().listeners().stream()
                .filter(listener -> listener.relay().stream()
                        .anyMatch(rule -> rule.account().equals(account)))
                .forEach(listener -> users.add(relay(listener)));
        settings.serving()
                .alerts()
                .email()
                .filter(email -> email.through().equals(account))
                .ifPresent(email -> users.add("the alerts by mail (alerts.email.through)"));
        return users;
    }

    private static String relay(ConfiguredListener listener) {
        return "a relay rule of the listener at " + listener.address().getHostAddress() + " port " + listener.port();
    }
}
