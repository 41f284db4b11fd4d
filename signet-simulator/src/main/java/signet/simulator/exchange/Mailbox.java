package signet.simulator.exchange;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A mailbox: rights and switches as an administrator sets them with {@code Set-CASMailbox} and {@code
 * Add-MailboxPermission}, and its folders. Setters return the mailbox. Thread-safe.
 */
public final class Mailbox {
    private static final String EVERY_APPLICATION = "*";

    private final String address;
    private final InstantSource clock;
    private final Map<FolderRole, Folder> roles = new EnumMap<>(FolderRole.class);
    private final Map<String, Folder> folders = new LinkedHashMap<>();
    private final Map<String, Instant> fullAccess = new ConcurrentHashMap<>();
    private final Set<String> aliases = new CopyOnWriteArraySet<>();
    private final Set<String> sendAs = new CopyOnWriteArraySet<>();
    private final AtomicReference<Optional<String>> password = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Instant>> throttledUntil = new AtomicReference<>(Optional.empty());
    private final AtomicInteger imapConnections = new AtomicInteger();
    private final Sending sending;
    private volatile boolean licensed = true;
    private volatile boolean imapEnabled = true;
    private volatile boolean popEnabled = true;
    private volatile boolean popInUse;
    private volatile boolean sentItemsCopy = true;
    private volatile SmtpAuth smtpAuth = SmtpAuth.AS_TENANT;
    private volatile long quota = 100L << 30;

    Mailbox(String address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
        this.sending = new Sending(clock);
        this.fullAccess.put(EVERY_APPLICATION, Instant.MIN);
        long uidValidity = 14;
        for (FolderRole role : FolderRole.values()) {
            Folder folder = new Folder(Texts.folder(role, Locale.ENGLISH), uidValidity++);
            roles.put(role, folder);
            folders.put(key(folder.name()), folder);
        }
    }

    /** The primary SMTP address, as it was given. */
    public String address() {
        return address;
    }

    public boolean licensed() {
        return licensed;
    }

    public Mailbox licensed(boolean on) {
        licensed = on;
        return this;
    }

    public boolean imapEnabled() {
        return imapEnabled;
    }

    public Mailbox imapEnabled(boolean on) {
        imapEnabled = on;
        return this;
    }

    public boolean popEnabled() {
        return popEnabled;
    }

    public Mailbox popEnabled(boolean on) {
        popEnabled = on;
        return this;
    }

    public SmtpAuth smtpAuth() {
        return smtpAuth;
    }

    public Mailbox smtpAuth(SmtpAuth setting) {
        smtpAuth = setting;
        return this;
    }

    /** Octets; a fuller mailbox neither sends nor takes mail. */
    public long quota() {
        return quota;
    }

    public Mailbox quota(long octets) {
        quota = octets;
        return this;
    }

    /** Whether what is sent is copied to Sent Items; on by default, as there. */
    public boolean sentItemsCopy() {
        return sentItemsCopy;
    }

    public Mailbox sentItemsCopy(boolean on) {
        sentItemsCopy = on;
        return this;
    }

    /** Present: LOGIN and PLAIN are accepted with it. Absent: basic authentication is refused, as Exchange does. */
    public Optional<String> password() {
        return password.get();
    }

    public Mailbox password(Optional<String> changed) {
        password.set(changed);
        return this;
    }

    /** Further addresses (proxy addresses); mail to them arrives here, and they may be sent from. */
    public Set<String> aliases() {
        return aliases;
    }

    public Mailbox alias(String alias) {
        aliases.add(lower(alias));
        return this;
    }

    /** Other addresses this mailbox may send as. */
    public Set<String> sendAs() {
        return sendAs;
    }

    public Mailbox sendAs(String other) {
        sendAs.add(lower(other));
        return this;
    }

    public Mailbox revokeSendAs(String other) {
        sendAs.remove(lower(other));
        return this;
    }

    /** Whether an address is this mailbox's own or one it may send as. */
    public boolean maySendAs(String from) {
        return isNamed(from) || sendAs.contains(lower(from));
    }

    public boolean isNamed(String name) {
        return address.equalsIgnoreCase(name) || aliases.contains(lower(name));
    }

    /** FullAccess for every registered application, or for none. A new mailbox has it for every one. */
    public Mailbox permission(boolean granted) {
        fullAccess.clear();
        if (granted) {
            fullAccess.put(EVERY_APPLICATION, Instant.MIN);
        }
        return this;
    }

    /** FullAccess for one application, effective from a time: changes take up to an hour to arrive. */
    public Mailbox grant(String appId, Instant effective) {
        fullAccess.remove(EVERY_APPLICATION);
        fullAccess.put(lower(appId), effective);
        return this;
    }

    public Mailbox revoke(String appId) {
        fullAccess.remove(lower(appId));
        return this;
    }

    /** Whether the application may open this mailbox now. */
    public boolean opensFor(String appId) {
        Instant now = clock.instant();
        return java.util.stream.Stream.of(EVERY_APPLICATION, lower(appId))
                .map(key -> Optional.ofNullable(fullAccess.get(key)))
                .anyMatch(since -> since.filter(s -> !now.isBefore(s)).isPresent());
    }

    /** Until when requests are answered with a back-off time; absent or past: not. */
    public Optional<Instant> throttledUntil() {
        return throttledUntil.get().filter(clock.instant()::isBefore);
    }

    public Mailbox throttledUntil(Optional<Instant> end) {
        throttledUntil.set(end);
        return this;
    }

    /** What this mailbox has sent lately, for the limits. */
    public Sending sending() {
        return sending;
    }

    /** Open authenticated IMAP sessions. */
    public AtomicInteger imapConnections() {
        return imapConnections;
    }

    /** Takes the one POP3 place; false when another session has it. */
    public synchronized boolean occupyPop() {
        boolean free = !popInUse;
        popInUse = true;
        return free;
    }

    public void leavePop() {
        popInUse = false;
    }

    public boolean full() {
        return octets() >= quota;
    }

    public long octets() {
        return folders().stream().mapToLong(Folder::octets).sum();
    }

    public Folder folder(FolderRole role) {
        return Optional.ofNullable(roles.get(role)).orElseThrow();
    }

    /**
     * The folder of that name; INBOX in any case.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Folder folder(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("mailbox " + address + " has no folder '" + name + "'"));
    }

    public synchronized Optional<Folder> find(String name) {
        return Optional.ofNullable(folders.get(key(name)));
    }

    public synchronized List<Folder> folders() {
        return new ArrayList<>(folders.values());
    }

    /** Makes a folder; the existing one when there is one of that name. */
    public synchronized Folder create(String name) {
        return folders.computeIfAbsent(key(name), k -> new Folder(name, 100 + folders.size()));
    }

    /** Whether it existed and was none of the folders every mailbox has. */
    public synchronized boolean delete(String name) {
        Optional<Folder> found = find(name).filter(folder -> !roles.containsValue(folder));
        found.ifPresent(folder -> folders.remove(key(folder.name())));
        return found.isPresent();
    }

    /** Renames a folder; INBOX keeps its name. */
    public synchronized boolean rename(String from, String to) {
        Optional<Folder> found = find(from).filter(f -> f != folder(FolderRole.INBOX) && find(to).isEmpty());
        found.ifPresent(folder -> {
            folders.remove(key(folder.name()));
            folder.name(to);
            folders.put(key(to), folder);
        });
        return found.isPresent();
    }

    /** Names the folders as Outlook does for a user of this language: English, German, French or Spanish. */
    public synchronized Mailbox language(Locale language) {
        roles.forEach((role, folder) -> rename(folder.name(), Texts.folder(role, language)));
        return this;
    }

    private static String key(String name) {
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
