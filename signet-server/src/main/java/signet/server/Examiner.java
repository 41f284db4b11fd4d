package signet.server;

import java.time.InstantSource;
import java.util.List;
import signet.doctor.Catalogue;
import signet.doctor.Doctor;
import signet.doctor.DoctorOptions;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.mail.Dialer;
import signet.mail.Protocol;
import signet.server.settings.ConfiguredAccount;

/** Has the doctor look at accounts. A token is always a new one: one from before would hide that its credential has ended. */
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
        return examine(account, protocols.isEmpty() ? List.of(Protocol.SMTP) : protocols, progress);
    }

    /** Tests these protocols. */
    List<Report> examine(ConfiguredAccount account, List<Protocol> protocols, Progress progress) {
        return doctor.diagnose(
                new Wiring(clock, Dialer.DIRECT).subject(account), protocols, DoctorOptions.DEFAULTS, progress);
    }
}
