package signet.server;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.doctor.Catalogue;
import signet.doctor.Code;
import signet.doctor.CredentialDraft;
import signet.doctor.Doctor;
import signet.doctor.DoctorOptions;
import signet.doctor.Finding;
import signet.doctor.Lifetime;
import signet.doctor.Progress;
import signet.doctor.Report;
import signet.doctor.Step;
import signet.mail.Dialer;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.AccessToken;
import signet.oauth.Problem.Severity;
import signet.oauth.Thumbprints;
import signet.oauth.TokenException;
import signet.oauth.TokenSource;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.ConfiguredCredential;
import signet.server.settings.ConfiguredSuccessor;

/**
 * Tries what follows a credential before it is needed: asks for a token with it, and logs in with that. Its tokens are its own:
 * neither does one from before hide a refusal, nor does a rehearsal change what the running server uses. Thread-safe.
 */
public final class Rehearser {
    /** They say something about the login host or the way to it, and nothing about the successor. */
    private static final Set<String> UNCLEAR = Set.of(
            Code.TOKEN_UNAVAILABLE.word(),
            Code.TOKEN_UNREACHABLE.word(),
            Code.TOKEN_PROTOCOL.word(),
            Code.CLOCK_OFF.word());

    private static final String ROLES = Code.TOKEN_ROLE_MISSING.word();
    private static final String NOT_REGISTERED = "aadsts-700027-not-registered";

    private final Doctor doctor;
    private final InstantSource clock;

    public Rehearser(Catalogue catalogue, InstantSource clock) {
        this.doctor = new Doctor(catalogue, clock);
        this.clock = clock;
    }

    /** Asks for a token and nothing else. */
    public Rehearsal token(ConfiguredCredential credential, ConfiguredSuccessor next) {
        return token(credential, next, new Wiring(clock, Dialer.DIRECT));
    }

    /**
     * Asks for a token, and with it logs in wherever {@code users} would.
     *
     * @param users the accounts that use the credential
     */
    public Rehearsal all(
            ConfiguredCredential credential,
            ConfiguredSuccessor next,
            Collection<ConfiguredAccount> users,
            Progress progress) {
        Wiring wiring = new Wiring(clock, Dialer.DIRECT);
        Rehearsal rehearsal = token(credential, next, wiring);
        if (!rehearsal.granted()) {
            return rehearsal;
        }
        ConfiguredCredential renewed = credential.with(next);
        List<Report> reports = new ArrayList<>();
        for (ConfiguredAccount user : users) {
            List<Protocol> protocols = user.routes().keySet().stream().sorted().toList();
            if (!protocols.isEmpty()) {
                reports.addAll(
                        doctor.diagnose(wiring.subject(user.by(renewed)), protocols, DoctorOptions.DEFAULTS, progress));
            }
        }
        return new Rehearsal(
                rehearsal.credential(), rehearsal.outcome(), rehearsal.token(), reports, rehearsal.findings());
    }

    private Rehearsal token(ConfiguredCredential credential, ConfiguredSuccessor next, Wiring wiring) {
        ConfiguredCredential renewed = credential.with(next);
        Optional<TokenSource> tokens = wiring.tokens(renewed);
        Report report = doctor.diagnose(wiring.subject(renewed), Protocol.SMTP, DoctorOptions.DEFAULTS);
        List<Finding> findings = report.findings().stream()
                .filter(finding -> finding.stage().compareTo(Stage.TOKEN_CONTENT) <= 0
                        && !finding.code().startsWith(ROLES)) // which roles are needed is for the accounts to say
                .toList();
        if (tokens.isPresent() && granted(report)) {
            try {
                AccessToken token = tokens.get().token(); // the one just given
                return new Rehearsal(
                        credential.name(), Rehearsal.Outcome.GRANTED, Optional.of(token), List.of(), findings);
            } catch (TokenException e) {
                // one that ended while we looked at it; what the doctor found still stands
                return failed(credential, next, findings);
            }
        }
        return failed(credential, next, findings);
    }

    private Rehearsal failed(ConfiguredCredential credential, ConfiguredSuccessor next, List<Finding> findings) {
        List<Finding> told = new ArrayList<>();
        Optional<Finding> reason = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR && !unclear(finding))
                .findFirst();
        reason.ifPresent(finding -> told.add(refused(credential, next, finding)));
        told.addAll(findings);
        return new Rehearsal(
                credential.name(),
                reason.isPresent() ? Rehearsal.Outcome.REFUSED : Rehearsal.Outcome.UNCLEAR,
                Optional.empty(),
                List.of(),
                told);
    }

    private static boolean unclear(Finding finding) {
        return UNCLEAR.contains(finding.code()) || finding.code().startsWith("tls-");
    }

    private static Finding refused(ConfiguredCredential credential, ConfiguredSuccessor next, Finding reason) {
        String until = Lifetime.end(credential.draft())
                .map(end -> "; what is in use ends on " + end)
                .orElse("");
        return new Finding(
                Code.NEXT_REFUSED.word(),
                Code.NEXT_REFUSED.severity(),
                "credential " + credential.name() + ": what follows would not work (" + reason.code() + ")" + until
                        + ".",
                List.of(reason.summary()),
                remedy(credential.name(), next.draft(), reason),
                Stage.TOKEN);
    }

    private static String remedy(String name, CredentialDraft draft, Finding reason) {
        String again = " Then: signet credential rehearse " + name;
        if (!reason.code().equals(NOT_REGISTERED)) {
            return reason.remedy() + again;
        }
        String print = Lifetime.certificate(draft)
                .map(certificate ->
                        " (SHA-1 thumbprint " + Thumbprints.of(certificate).sha1Hex() + ")")
                .orElse("");
        return "Upload the certificate that follows now" + print
                + ": Entra ID, App registrations, your app, Certificates & secrets, Certificates. The old one stays there"
                + " meanwhile." + again;
    }

    static boolean granted(Report report) {
        return report.steps().stream()
                .anyMatch(step -> step.stage() == Stage.TOKEN
                        && (step.status() == Step.Status.OK || step.status() == Step.Status.WARNING));
    }
}
