package signet.simulator.entra;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * An app registration with its enterprise application (service principal) in one tenant. Changes at run time take effect
 * with the next token request. Thread-safe.
 */
public final class AppRegistration {
    private final String clientId;
    private final String objectId;
    private final String registrationObjectId;
    private final String displayName;
    private final InstantSource clock;
    private final List<ClientSecret> secrets = new ArrayList<>();
    private final List<RegisteredCertificate> certificates = new ArrayList<>();
    private volatile Set<String> roles = Set.of();
    private volatile Set<String> allowedAddresses = Set.of();
    private volatile boolean enabled = true;
    private volatile boolean servicePrincipal = true;
    private volatile boolean publicClient;
    private volatile boolean blocked;

    /**
     * Registers an app without credentials and without roles.
     *
     * @param clientId the application (client) ID
     * @param objectId the object ID shown under <i>Enterprise applications</i>; it is the token's {@code oid}
     * @param registrationObjectId the other object ID, shown under <i>App registrations</i>
     * @param clock "expired" is judged by it
     */
    public AppRegistration(
            String clientId, String objectId, String registrationObjectId, String displayName, InstantSource clock) {
        this.clientId = clientId;
        this.objectId = objectId;
        this.registrationObjectId = registrationObjectId;
        this.displayName = displayName;
        this.clock = clock;
    }

    /** The application (client) ID. */
    public String clientId() {
        return clientId;
    }

    /** The object ID of the enterprise application. */
    public String objectId() {
        return objectId;
    }

    /** The object ID of the app registration: the one that is wrong for {@code New-ServicePrincipal}. */
    public String registrationObjectId() {
        return registrationObjectId;
    }

    /** The name in the portal. */
    public String displayName() {
        return displayName;
    }

    /** Adds a secret; several may be valid at once. */
    public void addSecret(ClientSecret secret) {
        synchronized (secrets) {
            secrets.add(secret);
        }
    }

    /** The secrets. */
    public List<ClientSecret> secrets() {
        synchronized (secrets) {
            return List.copyOf(secrets);
        }
    }

    /** Removes a secret by its ID; whether there was one. */
    public boolean removeSecret(String id) {
        synchronized (secrets) {
            return secrets.removeIf(s -> s.id().equals(id));
        }
    }

    /** Ends a secret's life now; whether there was one. */
    public boolean expireSecret(String id) {
        Instant past = clock.instant().minusSeconds(1);
        synchronized (secrets) {
            return replace(secrets, s -> s.id().equals(id) ? new ClientSecret(id, s.value(), past) : s);
        }
    }

    /** Uploads a certificate with the validity it carries itself; several may be registered at once. */
    public RegisteredCertificate addCertificate(X509Certificate certificate) {
        return addCertificate(
                certificate,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Uploads a certificate with another validity than it carries. */
    public RegisteredCertificate addCertificate(X509Certificate certificate, Instant start, Instant end) {
        RegisteredCertificate registered =
                new RegisteredCertificate(UUID.randomUUID().toString(), certificate, start, end);
        synchronized (certificates) {
            certificates.removeIf(c -> c.certificate().equals(certificate));
            certificates.add(registered);
        }
        return registered;
    }

    /** The certificates. */
    public List<RegisteredCertificate> certificates() {
        synchronized (certificates) {
            return List.copyOf(certificates);
        }
    }

    /** Removes a certificate by thumbprint (hex, SHA-1 or SHA-256) or key ID; whether there was one. */
    public boolean removeCertificate(String thumbprint) {
        synchronized (certificates) {
            return certificates.removeIf(c -> c.isNamed(thumbprint));
        }
    }

    /** Ends a certificate's validity now, by thumbprint or key ID; whether there was one. */
    public boolean expireCertificate(String thumbprint) {
        Instant past = clock.instant().minusSeconds(1);
        synchronized (certificates) {
            return replace(certificates, c -> c.isNamed(thumbprint) ? ended(c, past) : c);
        }
    }

    private static RegisteredCertificate ended(RegisteredCertificate one, Instant end) {
        Instant start = one.start().isBefore(end) ? one.start() : end;
        return new RegisteredCertificate(one.keyId(), one.certificate(), start, end);
    }

    private static <T> boolean replace(List<T> list, UnaryOperator<T> change) {
        List<T> before = List.copyOf(list);
        list.replaceAll(change);
        return !before.equals(list);
    }

    /** The application permissions with admin consent, such as {@code SMTP.SendAsApp}. */
    public Set<String> roles() {
        return roles;
    }

    /** Grants exactly these permissions; none = consent is missing. */
    public void roles(Set<String> consented) {
        roles = Set.copyOf(consented);
    }

    /** Client addresses that Conditional Access lets in; none = all. */
    public Set<String> allowedAddresses() {
        return allowedAddresses;
    }

    /** Limits the client addresses; any other meets AADSTS53003. */
    public void allowedAddresses(Set<String> addresses) {
        allowedAddresses = Set.copyOf(addresses);
    }

    /** <i>Enabled for users to sign-in?</i> of the enterprise application. */
    public boolean enabled() {
        return enabled;
    }

    /** Switches the enterprise application on or off (AADSTS7000112). */
    public void enabled(boolean on) {
        enabled = on;
    }

    /** Whether the tenant has an enterprise application for it. */
    public boolean servicePrincipal() {
        return servicePrincipal;
    }

    /** Adds or removes the enterprise application (AADSTS7000229). */
    public void servicePrincipal(boolean present) {
        servicePrincipal = present;
    }

    /** <i>Allow public client flows</i>. */
    public boolean publicClient() {
        return publicClient;
    }

    /** Makes it a public client (AADSTS700025) or a confidential one. */
    public void publicClient(boolean on) {
        publicClient = on;
    }

    /** Whether Conditional Access blocks it wherever it comes from. */
    public boolean blocked() {
        return blocked;
    }

    /** Blocks it by Conditional Access (AADSTS53003), or lets it in. */
    public void blocked(boolean on) {
        blocked = on;
    }
}
