package signet.simulator.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One tenant's Exchange Online: its switches, registered service principals and mailboxes. Thread-safe. */
public final class Exchange implements AutoCloseable {
    private static final int IN_MEMORY = 1 << 20;

    private final String tenantId;
    private final InstantSource clock;
    private final Policies policies = new Policies();
    private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final Map<String, String> servicePrincipals = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> applicationRoles = new ConcurrentHashMap<>();
    private final Deque<Submission> submissions = new ArrayDeque<>();
    private final AtomicLong submissionCount = new AtomicLong();
    private final AtomicLong ordinals = new AtomicLong();
    private final Path spool;
    private volatile boolean smtpAuthDisabled;

    /** @param tenantId what tokens must have as {@code tid} */
    public Exchange(String tenantId, InstantSource clock) {
        this.tenantId = tenantId;
        this.clock = clock;
        try {
            this.spool = Files.createTempDirectory("simulated-exchange-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for large messages can be made", e);
        }
    }

    public String tenantId() {
        return tenantId;
    }

    public Policies policies() {
        return policies;
    }

    /** The tenant's {@code SmtpClientAuthenticationDisabled}: true in tenants made since January 2020. */
    public boolean smtpAuthDisabled() {
        return smtpAuthDisabled;
    }

    public Exchange smtpAuthDisabled(boolean disabled) {
        smtpAuthDisabled = disabled;
        return this;
    }

    /** {@code New-ServicePrincipal}: any object id is taken, and only the enterprise application's lets anybody in. */
    public Exchange registerServicePrincipal(String appId, String objectId) {
        servicePrincipals.put(lower(appId), lower(objectId));
        return this;
    }

    public Exchange removeServicePrincipal(String appId) {
        servicePrincipals.remove(lower(appId));
        return this;
    }

    /** Object ids by application id. */
    public Map<String, String> servicePrincipals() {
        return Map.copyOf(servicePrincipals);
    }

    /**
     * {@code New-ManagementRoleAssignment -Role 'Application SMTP.SendAsApp'}: the app may send for these mailboxes by SMTP
     * without the permission of Entra ID. An empty scope takes the assignment away.
     */
    public Exchange applicationRole(String appId, Set<String> scope) {
        applicationRoles.put(lower(appId), scope.stream().map(Exchange::lower).collect(Collectors.toUnmodifiableSet()));
        return this;
    }

    /** Whether RBAC for Applications lets the app send for the mailbox. */
    boolean inScope(String appId, Mailbox mailbox) {
        return applicationRoles.getOrDefault(lower(appId), Set.of()).contains(lower(mailbox.address()));
    }

    /** Addresses in the scope of each app's role. */
    public Map<String, Set<String>> applicationRoles() {
        return Map.copyOf(applicationRoles);
    }

    /** Makes a mailbox, licensed, with every protocol on and open for every registered application. */
    public Mailbox addMailbox(String address) {
        Mailbox made = new Mailbox(address, clock);
        Mailbox before = mailboxes.putIfAbsent(lower(address), made);
        if (before != null) {
            throw new IllegalArgumentException("mailbox " + address + " exists");
        }
        return made;
    }

    public boolean removeMailbox(String address) {
        return mailboxes.remove(lower(address)) != null;
    }

    /** By primary address or alias. */
    public Optional<Mailbox> mailbox(String name) {
        Optional<Mailbox> primary = Optional.ofNullable(mailboxes.get(lower(name)));
        return primary.isPresent()
                ? primary
                : mailboxes.values().stream().filter(m -> m.isNamed(name)).findFirst();
    }

    public Collection<Mailbox> mailboxes() {
        return List.copyOf(mailboxes.values());
    }

    /** Numbers conversations over all servers, ascending from 1. */
    public long nextOrdinal() {
        return ordinals.incrementAndGet();
    }

    /** A place for the octets of an arriving message. */
    public Spool spool() {
        return new Spool(spool, IN_MEMORY);
    }

    /** What the SMTP server accepted, oldest first; bounded by {@link Policies#submissionsKept}. */
    public List<Submission> submissions() {
        synchronized (submissions) {
            return List.copyOf(submissions);
        }
    }

    /** How many were accepted since the start, kept or not. */
    public long submissionCount() {
        return submissionCount.get();
    }

    public void forgetSubmissions() {
        synchronized (submissions) {
            submissions.clear();
        }
    }

    /** Records an accepted message, delivers it to the recipients that live here and copies it to Sent Items. */
    public void accept(Submission submission) {
        submissionCount.incrementAndGet();
        synchronized (submissions) {
            submissions.addLast(submission);
            while (submissions.size() > policies.submissionsKept()) {
                submissions.removeFirst();
            }
        }
        if (!policies.delivering()) {
            return;
        }
        submission
                .mailbox()
                .flatMap(this::mailbox)
                .filter(Mailbox::sentItemsCopy)
                .ifPresent(sender ->
                        sender.folder(FolderRole.SENT).append(submission.content(), Set.of("\\Seen"), submission.at()));
        submission.envelope().recipients().stream()
                .flatMap(recipient -> mailbox(recipient.address()).stream())
                .distinct()
                .filter(recipient -> !recipient.full())
                .forEach(recipient ->
                        recipient.folder(FolderRole.INBOX).append(submission.content(), Set.of(), submission.at()));
    }

    /** Deletes what large messages left in the temporary directory. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(spool)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(spool);
        } catch (IOException e) {
            throw new UncheckedIOException("temporary files of the simulated Exchange stay in " + spool, e);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
