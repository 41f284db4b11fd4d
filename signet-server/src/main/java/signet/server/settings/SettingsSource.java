package signet.server.settings;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Stored;
import signet.server.account.PasswordHash;

/** Where a running server's settings come from, to be read again and again. Thread-safe. */
public final class SettingsSource {
    private final Optional<Path> file;
    private final Path folder;
    private final Environment environment;
    private final InstantSource clock;
    private final UnaryOperator<Secret> hashing;
    private final ReentrantLock reading = new ReentrantLock();
    /** Lines of the clear passwords read last: looking costs no hashing, and through a reload a login stays the same. */
    private Map<Secret, Secret> hashed = Map.of();

    /** As the other constructor, with argon2id for passwords in clear. */
    public SettingsSource(Optional<Path> file, Path folder, Environment environment, InstantSource clock) {
        this(
                file,
                folder,
                environment,
                clock,
                password -> PasswordHash.of(password, new SecureRandom()).line());
    }

    /**
     * @param file    absent = there is none; everything is made through the API
     * @param folder  where relative paths start when there is no file
     * @param hashing makes the argon2id line of a login's clear password
     */
    public SettingsSource(
            Optional<Path> file,
            Path folder,
            Environment environment,
            InstantSource clock,
            UnaryOperator<Secret> hashing) {
        this.file = file;
        this.folder = folder;
        this.environment = environment;
        this.clock = clock;
        this.hashing = hashing;
    }

    public Optional<Path> file() {
        return file;
    }

    /** Everything that is there, with {@code stored} objects made through the API. */
    public SettingsReading read(List<Stored> stored) {
        reading.lock();
        try {
            Map<Secret, Secret> used = new HashMap<>();
            SettingsReader reader = new SettingsReader(environment, clock.instant(), password -> {
                Secret line = hashed.containsKey(password)
                        ? Objects.requireNonNull(hashed.get(password))
                        : used.computeIfAbsent(password, hashing);
                used.put(password, line);
                return line;
            });
            SettingsReading read =
                    file.map(path -> reader.read(path, stored)).orElseGet(() -> reader.withoutFile(folder, stored));
            if (read.settings().isPresent()) {
                hashed = Map.copyOf(used);
            }
            return read;
        } finally {
            reading.unlock();
        }
    }

    /** Everything that is there, in a form that can be given to somebody else. */
    public ShownSettings shown(List<Stored> stored) {
        Path relativeTo = file.map(path -> path.toAbsolutePath().getParent()).orElse(folder.toAbsolutePath());
        return ShownSettings.of(file, relativeTo, stored, environment);
    }

    /** As {@link SettingsReader#draft}. */
    public DraftReading draft(String text, Settings current) {
        return new SettingsReader(environment, clock.instant(), hashing).draft(text, current);
    }
}
