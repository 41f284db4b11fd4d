package signet.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;
import signet.oauth.TokenFault;

/**
 * Tests whether mail works, and says why not. A test is one conversation with the login host and one with the mail host, by
 * the connector that delivery uses; what was seen is judged afterwards. It takes no longer than the deadline and the
 * time-outs of the step under way then.
 */
public final class Doctor {
    private final Catalogue catalogue;
    private final InstantSource clock;

    public Doctor(Catalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** Tests one protocol. */
    public Report diagnose(Subject subject, Protocol protocol, DoctorOptions options) {
        return diagnose(subject, List.of(protocol), options).get(0);
    }

    /**
     * Tests several protocols of an account, in order; one report each. The login host is asked once, and how one protocol
     * fares helps to explain another.
     */
    public List<Report> diagnose(Subject subject, List<Protocol> protocols, DoctorOptions options) {
        return diagnose(subject, protocols, options, Progress.NONE);
    }

    /** The same, with somebody who watches the steps end. */
    public List<Report> diagnose(Subject subject, List<Protocol> protocols, DoctorOptions options, Progress progress) {
        long deadline = System.nanoTime() + options.deadline().toNanos();
        LoginHost login = new LoginProbe(subject, clock, progress).ask();
        List<Evidence> seen = new ArrayList<>();
        for (Protocol protocol : protocols) {
            seen.add(new MailProbe(subject, protocol, options, clock, deadline, progress).look(login));
        }
        Beside beside = beside(subject, login, seen);
        boolean late = System.nanoTime() - deadline > 0;
        return seen.stream()
                .map(evidence -> report(evidence.with(beside), options, late))
                .toList();
    }

    /** Where something was refused, whose tenant mailbox and application are becomes a question worth asking. */
    private static Beside beside(Subject subject, LoginHost login, List<Evidence> seen) {
        Beside beside = Beside.of(seen);
        boolean unknown = login.fault().map(Doctor::unknownTenantOrClient).orElse(false);
        boolean refused = login.content().isPresent() && !beside.refused().isEmpty();
        Optional<URI> url = subject.credential().flatMap(LoginProbe::tokenUrl);
        if (url.isEmpty() || !(unknown || refused)) {
            return beside;
        }
        String user = subject.draft().username();
        beside = beside.withMailboxTenant(
                TenantDocument.tenantOf(user.substring(user.lastIndexOf('@') + 1), url.get(), subject.transport()));
        Optional<String> client = subject.draft().credential().flatMap(Names::client);
        boolean exchanged = unknown
                && client.flatMap(id -> TenantDocument.tenantOf(id, url.get(), subject.transport()))
                        .isPresent();
        return exchanged ? beside.withClientThatIsATenant() : beside;
    }

    private static boolean unknownTenantOrClient(TokenFault fault) {
        return fault.codes().stream().anyMatch(code -> code == 90002 || code == 700016);
    }

    private Report report(Evidence evidence, DoctorOptions options, boolean late) {
        List<Finding> findings = new ArrayList<>(evidence.subject().configuration());
        findings.addAll(TokenChecks.clock(evidence));
        findings.addAll(TokenChecks.token(evidence, catalogue));
        findings.addAll(TokenChecks.content(evidence));
        findings.addAll(NetworkChecks.of(evidence));
        findings.addAll(new SessionChecks(evidence, catalogue).findings());
        findings.addAll(MailboxChecks.of(evidence, options));
        if (late && evidence.steps().isEmpty() && evidence.account().isPresent()) {
            findings.add(Code.DEADLINE_PASSED.at(
                    Stage.RESOLVE,
                    "The test was ended after " + options.deadline().toSeconds() + " s, before this protocol's turn.",
                    "See what was slow in the other steps, or test this protocol alone."));
        }
        findings.sort(Comparator.comparing(Finding::severity).thenComparing(finding -> weight(finding, evidence)));
        List<Step> steps = steps(evidence, options, findings);
        boolean ok = steps.stream().noneMatch(step -> step.status() == Step.Status.FAILED);
        return new Report(
                evidence.subject().draft().name(),
                evidence.protocol(),
                ok,
                steps,
                findings,
                new Remedies(evidence).of(findings));
    }

    /** The earlier a stage, the nearer the cause; but a clock that is off explains only refusals about time. */
    private static Stage weight(Finding finding, Evidence evidence) {
        boolean aboutTime = evidence.login()
                .fault()
                .map(fault -> fault.message().matches("(?is).*(700024|expired|not yet valid|not within).*"))
                .orElse(true);
        return finding.stage() == Stage.CLOCK && !aboutTime ? Stage.TOKEN_CONTENT : finding.stage();
    }

    private static List<Step> steps(Evidence evidence, DoctorOptions options, List<Finding> findings) {
        Map<Stage, Step> known = new LinkedHashMap<>();
        known.put(
                Stage.CONFIGURATION,
                new Step(Stage.CONFIGURATION, Step.Status.OK, "nothing wrong in the settings", Duration.ZERO));
        evidence.login().steps().forEach(step -> known.put(step.stage(), step));
        known.putAll(evidence.steps());
        List<Step> steps = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            Step step = known.getOrDefault(
                    stage, new Step(stage, Step.Status.SKIPPED, reason(stage, evidence, options), Duration.ZERO));
            steps.add(marked(step, findings));
        }
        return List.copyOf(steps);
    }

    private static String reason(Stage stage, Evidence evidence, DoctorOptions options) {
        boolean message = stage == Stage.SEND || stage == Stage.RECEIVE;
        if (message && evidence.protocol() != Protocol.SMTP) {
            return "tested with SMTP";
        }
        if (message && options.sendTo().isEmpty()) {
            return "not asked for (signet test --send-to ADDRESS sends a message)";
        }
        return evidence.account().isEmpty() ? "the account's settings cannot be used" : "an earlier step failed";
    }

    /** A step that went well, but not in all respects. */
    private static Step marked(Step step, List<Finding> findings) {
        if (step.status() != Step.Status.OK && step.status() != Step.Status.WARNING) {
            return step;
        }
        return findings.stream()
                .filter(finding -> finding.stage() == step.stage() && finding.severity() != Severity.INFO)
                .min(Comparator.comparing(Finding::severity))
                .map(finding -> new Step(
                        step.stage(),
                        finding.severity() == Severity.ERROR ? Step.Status.FAILED : Step.Status.WARNING,
                        finding.summary(),
                        step.took()))
                .orElse(step);
    }
}
