package signet.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.doctor.Finding;
import signet.mail.Stage;
import signet.oauth.AssertionInspection;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.oauth.TokenForm;
import signet.oauth.TokenForms;

@Command(
        name = "assertion",
        description = {
            "Show the client assertion (the signed JWT) that a credential sends.",
            "With --inspect: take a finished assertion apart and say what the token endpoint will hold against it."
        },
        footer = {
            "",
            "Examples:",
            "  signet assertion by-cert",
            "  signet assertion --inspect eyJhbGciOi...",
            "  signet assertion by-url --inspect - < assertion.jwt    judged by this credential"
        })
final class AssertionCommand implements Callable<Integer> {
    private static final String PARAMETER = "client_assertion";

    @Mixin
    private final Settled settled = new Settled();

    @Parameters(arity = "0..1", paramLabel = "CREDENTIAL", description = "Its name in the settings.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--inspect", paramLabel = "JWT|-", description = "The assertion, or - to read standard input.")
    private Optional<String> inspect = Optional.empty();

    @Option(names = "--reveal", description = "Show the assertion itself: whoever has it can log in until it ends.")
    private boolean reveal;

    @Option(names = "--json", description = "Print one object.")
    private boolean json;

    private final Terminal terminal;

    AssertionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (name.isEmpty() && inspect.isEmpty()) {
            throw Failure.usage("name a credential, or pass an assertion with --inspect");
        }
        Instant now = terminal.clock().instant();
        Optional<TokenForm> form = Optional.empty();
        if (name.isPresent()) {
            form = Optional.of(
                    TokenForms.preview(settled.usable(terminal, settled.credential(terminal, name.get())), now));
        }
        String assertion = inspect.isPresent() ? given(inspect.get()) : made(form.orElseThrow());
        AssertionInspection inspection = AssertionInspection.inspect(
                assertion,
                new AssertionInspection.Expected(
                        form.map(f -> f.parameters().get("client_id")).map(Secret::reveal),
                        form.map(TokenForm::endpoint),
                        now));
        List<Finding> findings = inspection.problems().stream()
                .map(problem -> Finding.of(problem, Stage.CONFIGURATION))
                .toList();
        if (json) {
            Map<String, Object> document = Json.object(
                    "header", inspection.header(),
                    "claims", inspection.claims(),
                    "expires", inspection.expires(),
                    "findings", Findings.json(findings));
            if (reveal) {
                document.put("assertion", assertion);
            }
            terminal.line(Json.indented(document));
        } else {
            people(inspection, findings, assertion);
        }
        return Findings.any(findings, Severity.ERROR) ? Failure.FAILED : 0;
    }

    private String given(String argument) throws IOException {
        return argument.equals("-") ? terminal.readAll() : argument;
    }

    private String made(TokenForm form) {
        return Optional.ofNullable(form.parameters().get(PARAMETER))
                .orElseThrow(() ->
                        Failure.usage("credential " + name.orElseThrow() + " sends no client assertion; one is made"
                                + " from private-key and certificate, or pasted as request property client_assertion"))
                .reveal();
    }

    private void people(AssertionInspection inspection, List<Finding> findings, String assertion) {
        section("header", inspection.header());
        section("claims", inspection.claims());
        new Findings(terminal).print(findings);
        if (reveal) {
            terminal.line(assertion.strip());
        }
    }

    private void section(String title, Map<String, Object> values) {
        if (!values.isEmpty()) {
            terminal.line(terminal.bold(title));
            values.forEach(
                    (key, value) -> terminal.line(String.format("  %-9s  %s", key, TokenCommand.readable(key, value))));
        }
    }
}
