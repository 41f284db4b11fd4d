package signet.server.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import signet.oauth.Secret;
import signet.server.account.GuessedPasswords;
import signet.server.account.Login;
import signet.server.account.PasswordHash;

/** Makes logins of their blocks. */
final class LoginReader {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\s]{1,255}");

    private final Complaints complaints;
    private final Names accounts;
    private final UnaryOperator<Secret> hashing;
    private final Map<String, String> taken = new HashMap<>();

    /** @param hashing makes the argon2id line of a password */
    LoginReader(Complaints complaints, Names accounts, UnaryOperator<Secret> hashing) {
        this.complaints = complaints;
        this.accounts = accounts;
        this.hashing = hashing;
    }

    /** The usable ones. */
    List<Login> read(List<Block> blocks) {
        List<Login> logins = new ArrayList<>();
        blocks.forEach(block -> login(block).ifPresent(logins::add));
        return logins;
    }

    private Optional<Login> login(Block block) {
        Optional<String> name = block.text("name");
        List<String> aliases = block.texts("aliases");
        name.ifPresent(n -> free(block, "name", n));
        aliases.forEach(alias -> free(block, "aliases", alias));
        List<String> allowed = block.texts("accounts");
        if (allowed.isEmpty()) {
            complaints.error(
                    block.owner(),
                    block.place(),
                    "login-accounts-missing",
                    "'" + block.path() + "' may use no account",
                    "Add accounts: with the names of those it may send through.");
        }
        allowed.forEach(account -> accounts.check(account, block, "accounts", complaints));
        List<String> senders = block.texts("senders");
        senders.forEach(sender -> SenderPatterns.check(sender, block, complaints));
        List<String> networks = Ranges.read(block, "networks", complaints).stream()
                .map(Object::toString)
                .toList();
        Optional<Secret> verifier = verifier(block, name.orElse(""));
        if (complaints.hasError(block.owner()) || name.isEmpty()) {
            return Optional.empty();
        }
        return verifier.map(line -> new Login(name.get(), aliases, line, allowed, senders, networks));
    }

    private void free(Block block, String key, String name) {
        if (!NAME.matcher(name).matches()) {
            complaints.error(
                    block.owner(),
                    block.place(key),
                    "login-name",
                    "'" + block.path() + "." + key
                            + "' is empty, over 255 characters, or has a blank or control character",
                    "Write a user name such as printer-3 or portal@university.example.");
            return;
        }
        String other = taken.putIfAbsent(name.toLowerCase(Locale.ROOT), block.path());
        if (other != null) {
            complaints.error(
                    block.owner(),
                    block.place(key),
                    "login-name-twice",
                    "the user name '" + name + "' of '" + block.path() + "' is taken by '" + other + "'",
                    "Give each program a user name of its own that differs by more than capital letters.");
        }
    }

    private Optional<Secret> verifier(Block block, String name) {
        // a hash may stand in the file: that is what it is for
        Optional<Secret> hash = block.wrapped("password-hash");
        if (block.has("password") && block.has("password-hash")) {
            complaints.error(
                    block.owner(),
                    block.place("password"),
                    "login-password-twice",
                    "'" + block.path() + "' has a password and a password-hash",
                    "Keep the hash.");
            return Optional.empty();
        }
        if (block.has("password-hash")) {
            if (hash.isPresent() && PasswordHash.parse(hash.get().reveal()).isEmpty()) {
                complaints.error(
                        block.owner(),
                        block.place("password-hash"),
                        "login-password-hash",
                        "'" + block.path()
                                + ".password-hash' is no argon2id line, or one that asks for more than 256 MiB",
                        "Make one with: signet password");
                return Optional.empty();
            }
            return hash;
        }
        if (!block.has("password")) {
            complaints.error(
                    block.owner(),
                    block.place(),
                    "login-password-missing",
                    "'" + block.path() + "' has no password",
                    "Add password-hash: with the line that this prints: signet password");
            return Optional.empty();
        }
        return clear(block, name);
    }

    private Optional<Secret> clear(Block block, String name) {
        Optional<Secret> password = block.secret("password");
        if (password.isEmpty()) {
            return Optional.empty(); // a reference that leads nowhere has been complained of
        }
        if (GuessedPasswords.contain(password.get(), name)) {
            complaints.error(
                    block.owner(),
                    block.place("password"),
                    "login-password-guessed",
                    "'" + block.path() + ".password' is one of those that are tried first",
                    "Take a random one: openssl rand -base64 24");
            return Optional.empty();
        }
        if (password.get().reveal().length() < GuessedPasswords.SHORT) {
            complaints.warning(
                    block.owner(),
                    block.place("password"),
                    "login-password-short",
                    "'" + block.path() + ".password' has fewer than " + GuessedPasswords.SHORT + " characters",
                    "Take a random one: openssl rand -base64 24");
        }
        complaints.warning(
                block.owner(),
                block.place("password"),
                "login-password-clear",
                "'" + block.path() + "' keeps its password in clear, and everybody who can read it can send",
                "Write password-hash: with the line that this prints: signet password");
        return complaints.hasError(block.owner()) ? Optional.empty() : Optional.of(hashing.apply(password.get()));
    }
}
