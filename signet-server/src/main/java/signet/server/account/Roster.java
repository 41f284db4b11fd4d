package signet.server.account;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All accounts and logins at one moment. */
public record Roster(Map<String, SendingAccount> accounts, List<Login> logins) {
    public static final Roster EMPTY = new Roster(Map.of(), List.of());

    public Roster {
        accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
        logins = List.copyOf(logins);
    }

    public Optional<SendingAccount> account(String name) {
        return Optional.ofNullable(accounts.get(name));
    }
}
