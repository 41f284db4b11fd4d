package signet.server.settings;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.oauth.OutgoingProxy;

/** Makes credentials and accounts of their blocks. */
final class ObjectReader {
    private final Complaints complaints;
    private final Environment environment;
    private final Optional<OutgoingProxy> proxy;
    private final Instant now;

    /** @param proxy of the whole file */
    ObjectReader(Complaints complaints, Environment environment, Optional<OutgoingProxy> proxy, Instant now) {
        this.complaints = complaints;
        this.environment = environment;
        this.proxy = proxy;
        this.now = now;
    }

    Map<String, ConfiguredCredential> credentials(Map<String, Block> blocks) {
        CredentialReader reader = new CredentialReader(complaints, environment, proxy, now);
        Map<String, ConfiguredCredential> credentials = new LinkedHashMap<>();
        blocks.forEach(
                (name, block) -> reader.read(name, block).ifPresent(credential -> credentials.put(name, credential)));
        return credentials;
    }

    /**
     * @param written     names of all credentials, those that could not be read among them
     * @param credentials those that could be read
     */
    Map<String, ConfiguredAccount> accounts(
            Map<String, Block> blocks, Set<String> written, Map<String, ConfiguredCredential> credentials) {
        AccountReader reader = new AccountReader(complaints, credentials, proxy, now);
        Map<String, ConfiguredAccount> accounts = new LinkedHashMap<>();
        blocks.forEach(
                (name, block) -> reader.read(name, block, written).ifPresent(account -> accounts.put(name, account)));
        sameAddressTwice(accounts, blocks);
        accounts.replaceAll((name, account) -> account.with(complaints.of(Owners.named("accounts", name))));
        return accounts;
    }

    private void sameAddressTwice(Map<String, ConfiguredAccount> accounts, Map<String, Block> blocks) {
        Map<String, String> firstBy = new LinkedHashMap<>();
        accounts.forEach((name, account) -> {
            String address = account.draft().address().toLowerCase(Locale.ROOT);
            String first = firstBy.putIfAbsent(address, name);
            Block block = blocks.get(name);
            if (first != null && block != null) {
                complaints.error(
                        block.owner(),
                        block.place(),
                        "settings-address-twice",
                        "the accounts '" + first + "' and '" + name + "' have the same address",
                        "Give one account all protocols of the mailbox.");
            }
        });
    }
}
