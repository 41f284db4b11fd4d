package signet.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Disposition;
import signet.mail.Endpoint;
import signet.mail.Fact;
import signet.mail.Fault;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.Stage;

/**
 * What one test saw. The checks read it and nothing else.
 *
 * @param login     the login host
 * @param steps     the mail host's stages, as far as it came
 * @param facts     what was observed on the way
 * @param fault     where the conversation with the mail host stopped
 * @param refusals  replies of the mailbox step that were refusals (SMTP: to MAIL or RCPT)
 * @param sent      what became of the test message
 * @param mailbox   what was seen behind the login
 * @param beside    how the account's protocols fared during the same diagnosis
 */
record Evidence(
        Subject subject,
        Protocol protocol,
        LoginHost login,
        Map<Stage, Step> steps,
        List<Fact> facts,
        Optional<Fault> fault,
        List<Reply> refusals,
        Optional<Disposition> sent,
        MailboxView mailbox,
        Beside beside,
        Instant now) {
    Evidence {
        steps = Map.copyOf(steps);
        facts = List.copyOf(facts);
        refusals = List.copyOf(refusals);
    }

    /** Knowing how the account's other protocols fared. */
    Evidence with(Beside fared) {
        return new Evidence(subject, protocol, login, steps, facts, fault, refusals, sent, mailbox, fared, now);
    }

    boolean passed(Stage stage) {
        Step step = steps.get(stage);
        return step != null && step.status() == Step.Status.OK;
    }

    boolean failed(Stage stage) {
        Step step = steps.get(stage);
        return step != null && step.status() == Step.Status.FAILED;
    }

    /** The facts of one kind, in order. */
    <F extends Fact> List<F> facts(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    Optional<Account> account() {
        return subject.account(protocol);
    }

    Optional<Endpoint> endpoint() {
        return Optional.ofNullable(subject.draft().endpoints().get(protocol));
    }

    /** {@code host:port}, for sentences. */
    String host() {
        return endpoint().map(Endpoint::toString).orElse("the mail host");
    }

    /** Whether the login host is Entra ID, or stands in for it. */
    boolean microsoftLogin() {
        return subject.credential()
                .flatMap(LoginProbe::tokenUrl)
                .map(Values::isMicrosoftLogin)
                .orElse(false);
    }

    /** What is known of the names in the catalogue's texts. */
    Map<String, String> names() {
        return Names.of(this);
    }
}
