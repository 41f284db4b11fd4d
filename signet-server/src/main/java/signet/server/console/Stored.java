package signet.server.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import signet.server.api.Reply;

/** Accounts and credentials as the API shows them, and how they belong together. */
final class Stored {
    private final List<Map<String, Object>> accounts;
    private final List<Map<String, Object>> credentials;

    private Stored(List<Map<String, Object>> accounts, List<Map<String, Object>> credentials) {
        this.accounts = accounts;
        this.credentials = credentials;
    }

    /** @throws Refusal when the API does not answer */
    static Stored read(Visit visit) {
        return new Stored(
                objects(visit.get("/v1/accounts"), "accounts"), objects(visit.get("/v1/credentials"), "credentials"));
    }

    private static List<Map<String, Object>> objects(Reply reply, String member) {
        if (!reply.ok()) {
            throw new Refusal(reply.status(), reply.title(), reply.detail());
        }
        List<Map<String, Object>> objects = new ArrayList<>();
        if (reply.value().get(member) instanceof List<?> list) {
            list.forEach(item -> objects.add(members(item)));
        }
        return objects;
    }

    static Map<String, Object> members(@org.jspecify.annotations.Nullable Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        Object inside = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (inside instanceof Map<?, ?> map) {
            map.forEach((name, member) -> {
                if (member != null) {
                    members.put(String.valueOf(name), member);
                }
            });
        }
        return members;
    }

    List<Map<String, Object>> accounts() {
        return accounts;
    }

    List<Map<String, Object>> credentials() {
        return credentials;
    }

    Optional<Map<String, Object>> account(String name) {
        return named(accounts, name);
    }

    Optional<Map<String, Object>> credential(String name) {
        return named(credentials, name);
    }

    private static Optional<Map<String, Object>> named(List<Map<String, Object>> objects, String name) {
        return objects.stream()
                .filter(object -> name.equals(object.get("name")))
                .findFirst();
    }

    static Map<String, Object> settings(Map<String, Object> object) {
        return members(object.get("settings"));
    }

    static boolean ofFile(Map<String, Object> object) {
        return "file".equals(object.get("source"));
    }

    /** The credential an account names. */
    static Optional<String> credentialOf(Map<String, Object> account) {
        return Optional.ofNullable(settings(account).get("credential")).map(String::valueOf);
    }

    /** Whether an account sends nothing because it is meant for reading: that is no fault. */
    static boolean reading(Map<String, Object> account) {
        Map<String, Object> settings = settings(account);
        boolean reads = settings.containsKey("imap") || settings.containsKey("pop3");
        boolean wrong = account.get("findings") instanceof List<?> findings
                && findings.stream()
                        .anyMatch(finding -> "error".equals(members(finding).get("severity")));
        return reads && !settings.containsKey("smtp") && !wrong;
    }

    /** Names of the accounts that use a credential. */
    List<String> users(String credential) {
        return accounts.stream()
                .filter(account -> credentialOf(account).equals(Optional.of(credential)))
                .map(account -> String.valueOf(account.get("name")))
                .toList();
    }

    /** The credential that a form over this account fills in: made here, and nobody else's. */
    Optional<String> own(String account) {
        return account(account)
                .flatMap(Stored::credentialOf)
                .filter(name -> users(name).size() == 1)
                .filter(name -> credential(name).filter(found -> !ofFile(found)).isPresent());
    }

    /** Names of credentials an account may share. */
    List<String> shareable(Optional<String> own) {
        return credentials.stream()
                .map(credential -> String.valueOf(credential.get("name")))
                .filter(name -> !own.equals(Optional.of(name)))
                .toList();
    }

    /** A name that is free among accounts and credentials. */
    String free(String wanted) {
        String name = wanted;
        for (int i = 2; account(name).isPresent() || credential(name).isPresent() || name.equals("new"); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    /** Whether an object has this name already. */
    boolean taken(String account) {
        return account(account).isPresent() || Objects.equals(account, "new");
    }
}
