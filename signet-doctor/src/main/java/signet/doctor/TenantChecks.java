package signet.doctor;

import static signet.doctor.Code.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.mail.Stage;
import signet.oauth.TokenContent;
import signet.oauth.TokenFault;

/** Whether the tenant that is asked is the mailbox's, and the login host the tenant's. */
final class TenantChecks {
    private TenantChecks() {}

    /** The login host knows a tenant by what was put in as the client ID. */
    static List<Finding> exchanged(Evidence evidence) {
        boolean known = evidence.subject().configuration().stream()
                .anyMatch(finding -> finding.code().equals(TENANT_AND_CLIENT_EXCHANGED.word()));
        return evidence.beside().clientIsTenant() && !known
                ? List.of(TENANT_AND_CLIENT_EXCHANGED.at(
                        Stage.CONFIGURATION,
                        "tenant-id and client-id are exchanged: client-id is the ID of a tenant.",
                        "Directory (tenant) ID and Application (client) ID are two lines of the same Overview page."))
                : List.of();
    }

    /** An unknown application, and a mailbox that is another tenant's, speak for the wrong tenant. */
    static Finding ofOtherTenant(Evidence evidence, Finding finding) {
        Optional<String> owner = evidence.beside().mailboxTenant();
        Optional<String> asked = evidence.login()
                .tenant()
                .tenant()
                .or(() -> evidence.subject().draft().credential().flatMap(CredentialDraft::tenantId));
        if (owner.isEmpty() || asked.isEmpty() || owner.get().equalsIgnoreCase(asked.get())) {
            return finding;
        }
        List<String> causes = new ArrayList<>();
        causes.add("Client ID and tenant ID come from different tenants: the domain of "
                + evidence.subject().draft().username() + " belongs to tenant " + owner.get() + ", not to "
                + asked.get()
                + ".");
        causes.addAll(finding.causes());
        return finding.with(causes, finding.facts());
    }

    /** Each cloud has its own login host; what one says of another's tenant depends. */
    static Optional<Finding> otherCloud(Evidence evidence, TokenFault fault) {
        Optional<String> cloud = evidence.login().tenant().cloud();
        String host = Optional.ofNullable(fault.endpoint().getHost()).orElse("").toLowerCase(Locale.ROOT);
        boolean other = cloud.isPresent()
                && host.startsWith("login.")
                && host.contains("microsoftonline.")
                && !host.endsWith("." + cloud.get());
        return other
                ? Optional.of(TENANT_OTHER_CLOUD.at(
                        Stage.TOKEN,
                        "The tenant is in the cloud of " + cloud.get() + ", and its token was asked for at " + host
                                + ".",
                        "Set cloud (gcc-high, dod, china or global) of the credential: it names login host, scope and"
                                + " mail hosts that belong together."))
                : Optional.empty();
    }

    /** A domain is verified in one tenant only, so a mailbox of it is in that tenant and no other. */
    static Optional<Finding> otherTenant(Evidence evidence) {
        Optional<String> owner = evidence.beside().mailboxTenant();
        Optional<String> mine = evidence.login().content().flatMap(TokenContent::tenant);
        if (owner.isEmpty() || mine.isEmpty() || owner.get().equalsIgnoreCase(mine.get())) {
            return Optional.empty();
        }
        String user = evidence.subject().draft().username();
        return Optional.of(TENANT_OF_MAILBOX.at(
                Stage.TOKEN_CONTENT,
                "The domain of " + user + " belongs to tenant " + owner.get() + ", and the token is of tenant "
                        + mine.get() + ": Exchange opens no mailbox with another tenant's token.",
                List.of("The tenant ID is that of another organisation, or of another directory of the same one."),
                "Put in tenant ID " + owner.get()
                        + ", with an application that is registered or consented to in that tenant."));
    }
}
