package signet.server;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.AccountDraft;
import signet.doctor.Catalogue;
import signet.doctor.Doctor;
import signet.doctor.DoctorOptions;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.doctor.Subject;
import signet.mail.Dialer;
import signet.mail.Protocol;
import signet.oauth.Secret;
import signet.oauth.TokenSources;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;

/** Has the doctor look at accounts and credentials. A token is always a new one: one from before would hide that its credential has ended. */
final class Examiner {
    private final Doctor doctor;
    private final InstantSource clock;

    Examiner(Catalogue catalogue, InstantSource clock) {
        this.doctor = new Doctor(catalogue, clock);
        this.clock = clock;
    }

    /** Tests every protocol the account declares. */
    List<Report> examine(ConfiguredAccount account, Progress progress) {
        List<Protocol> protocols =
                account.draft().endpoints().keySet().stream().sorted().toList();
        return doctor.diagnose(
                new Wiring(clock, Dialer.DIRECT).subject(account),
                protocols.isEmpty() ? List.of(Protocol.SMTP) : protocols,
                DoctorOptions.DEFAULTS,
                progress);
    }

    /** Asks the login host for a token, and nobody for anything else. */
    Report token(ConfiguredCredential credential) {
        String name = credential.name();
        AccountDraft nobody = new AccountDraft(
                name, name, name, Optional.of(credential.draft()), Optional.<Secret>empty(), List.of(), Map.of());
        Subject subject = Subject.of(
                nobody,
                credential.credential(),
                Map.of(),
                new Wiring(clock, Dialer.DIRECT).transport(credential),
                new TokenSources(clock, java.util.random.RandomGenerator.getDefault()),
                credential.findings());
        return doctor.diagnose(subject, Protocol.SMTP, DoctorOptions.DEFAULTS);
    }
}
