package signet.simulator.entra;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import signet.simulator.Presented;
import signet.simulator.TokenValidator;

/** The tenants and their apps, the rules for assertions, and the shape of tokens. All of it may change at run time. */
public final class Entra {
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final List<Tenant> tenants = new CopyOnWriteArrayList<>();
    private final TokenMint mint;
    private volatile AssertionRules assertionRules = AssertionRules.defaults();
    private volatile Presented certificate = Presented.OWN;
    private volatile TokenShape tokenShape = TokenShape.defaults();

    /** An Entra ID without tenants. */
    public Entra(InstantSource clock) {
        this.mint = new TokenMint(clock);
    }

    private record Registration(Tenant tenant, AppRegistration app) {}

    /** Adds a tenant. */
    public void add(Tenant tenant) {
        tenants.add(tenant);
    }

    /** Adds an app to a tenant. */
    public void add(Tenant tenant, AppRegistration app) {
        registrations.add(new Registration(tenant, app));
    }

    /** All tenants. */
    public List<Tenant> tenants() {
        return List.copyOf(tenants);
    }

    /** The apps of a tenant. */
    public List<AppRegistration> apps(Tenant tenant) {
        List<AppRegistration> apps = new ArrayList<>();
        for (Registration registration : registrations) {
            if (registration.tenant().equals(tenant)) {
                apps.add(registration.app());
            }
        }
        return List.copyOf(apps);
    }

    /**
     * The app of that client ID.
     *
     * @throws IllegalArgumentException when no tenant has it
     */
    public AppRegistration app(String clientId) {
        return registrations.stream()
                .map(Registration::app)
                .filter(a -> a.clientId().equalsIgnoreCase(clientId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no app registration has the client ID " + clientId));
    }

    Optional<Tenant> tenant(String idOrDomain) {
        return tenants.stream().filter(t -> t.isNamed(idOrDomain)).findFirst();
    }

    Optional<AppRegistration> app(Tenant tenant, String clientId) {
        return apps(tenant).stream()
                .filter(a -> a.clientId().equalsIgnoreCase(clientId))
                .findFirst();
    }

    /** What is asked of client assertions. */
    public AssertionRules assertionRules() {
        return assertionRules;
    }

    /** Changes what is asked of client assertions. */
    public void assertionRules(AssertionRules rules) {
        assertionRules = rules;
    }

    /** What tokens look like. */
    public TokenShape tokenShape() {
        return tokenShape;
    }

    /** Changes what tokens look like. */
    public void tokenShape(TokenShape shape) {
        tokenShape = shape;
    }

    /** What the login host shows in the TLS handshake. */
    public Presented certificate() {
        return certificate;
    }

    /** Changes what the login host shows, for new connections. */
    public void certificate(Presented shown) {
        certificate = shown;
    }

    /** How many tokens were issued. */
    public long tokensIssued() {
        return mint.issued();
    }

    /** From now on the mail servers refuse every token issued so far; new ones are good. */
    public void revokeTokens() {
        mint.revokeAll();
    }

    /** Judges bearer tokens, for the mail servers. */
    public TokenValidator validator() {
        return mint;
    }

    TokenMint mint() {
        return mint;
    }
}
