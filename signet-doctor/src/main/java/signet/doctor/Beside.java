package signet.doctor;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.Stage;

/**
 * How the whole account fared in one diagnosis: what one protocol shows helps to explain another.
 *
 * @param opened         the protocols by which the mailbox could be opened
 * @param admitted       the protocols that let in; at IMAP the mailbox may still be closed
 * @param refused        the protocols that refused the login or the mailbox
 * @param mailboxTenant  the tenant that owns the mailbox's domain, where it was asked for
 * @param sentItems      how many sent messages the mailbox keeps, where IMAP told
 * @param clientIsTenant whether the client ID was found to be a tenant's ID
 */
record Beside(
        Set<Protocol> opened,
        Set<Protocol> admitted,
        Set<Protocol> refused,
        Optional<String> mailboxTenant,
        OptionalLong sentItems,
        boolean clientIsTenant) {
    static final Beside NOTHING =
            new Beside(Set.of(), Set.of(), Set.of(), Optional.empty(), OptionalLong.empty(), false);

    Beside {
        opened = Set.copyOf(opened);
        admitted = Set.copyOf(admitted);
        refused = Set.copyOf(refused);
    }

    static Beside of(Collection<Evidence> seen) {
        Set<Protocol> opened = EnumSet.noneOf(Protocol.class);
        Set<Protocol> admitted = EnumSet.noneOf(Protocol.class);
        Set<Protocol> refused = EnumSet.noneOf(Protocol.class);
        for (Evidence evidence : seen) {
            if (evidence.passed(Stage.AUTHENTICATE)) {
                admitted.add(evidence.protocol());
            }
            if (evidence.passed(Stage.MAILBOX)) {
                opened.add(evidence.protocol());
            } else if (evidence.fault().map(Fault::kind).orElse(Fault.Kind.TOKEN) == Fault.Kind.REFUSED) {
                refused.add(evidence.protocol());
            }
        }
        OptionalLong sent = seen.stream()
                .map(evidence -> evidence.mailbox().sentItems())
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
        return new Beside(opened, admitted, refused, Optional.empty(), sent, false);
    }

    Beside withMailboxTenant(Optional<String> tenant) {
        return new Beside(opened, admitted, refused, tenant, sentItems, clientIsTenant);
    }

    Beside withClientThatIsATenant() {
        return new Beside(opened, admitted, refused, mailboxTenant, sentItems, true);
    }
}
