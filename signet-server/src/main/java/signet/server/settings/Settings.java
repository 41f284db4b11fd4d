package signet.server.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import signet.oauth.OutgoingProxy;
import signet.server.account.ObjectStore;

/**
 * The objects of a {@code signet.yaml} and those made through the API, usable and disabled ones, in the order they were
 * written.
 *
 * @param file     absent when there is none: everything has its default then
 * @param serving  what only a running server uses
 * @param proxy    the outgoing proxy of the whole file
 * @param declared objects that stand in the file, usable or not; they cannot be made or changed through the API
 */
public record Settings(
        Optional<Path> file,
        Map<String, ConfiguredCredential> credentials,
        Map<String, ConfiguredAccount> accounts,
        Serving serving,
        Optional<OutgoingProxy> proxy,
        Set<Declared> declared) {
    public Settings {
        credentials = Collections.unmodifiableMap(new LinkedHashMap<>(credentials));
        accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
        declared = Set.copyOf(declared);
    }

    /** An object of the file. */
    public record Declared(ObjectStore.Kind kind, String name) {}

    /** The same with one credential changed, in the accounts that log in by it, too. */
    public Settings with(String credential, UnaryOperator<ConfiguredCredential> change) {
        Map<String, ConfiguredCredential> changed = new LinkedHashMap<>(credentials);
        changed.computeIfPresent(credential, (name, found) -> change.apply(found));
        return with(changed);
    }

    /** The same with other credentials, in the accounts that log in by them, too. */
    public Settings with(Map<String, ConfiguredCredential> others) {
        Map<String, ConfiguredAccount> users = new LinkedHashMap<>();
        accounts.forEach((name, account) -> users.put(name, account.by(others)));
        return new Settings(file, others, users, serving, proxy, declared);
    }

    /** Whether the file declares it, which locks it for the API. */
    public boolean isDeclared(ObjectStore.Kind kind, String name) {
        return declared.contains(new Declared(kind, name));
    }
}
