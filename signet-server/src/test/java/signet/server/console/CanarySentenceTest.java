package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import signet.server.console.RunningConsole.Browser;
import signet.simulator.Scenario;
import signet.simulator.Simulator;
import signet.simulator.fault.Effect;
import signet.simulator.fault.Fault;
import signet.simulator.fault.Protocol;
import signet.simulator.fault.Stage;

/** What the overview says of an account that sends messages to itself. */
class CanarySentenceTest {
    private final Scenario scenario = Scenario.defaults();

    private String settings(Simulator simulator) {
        return """
                credentials:
                  by-secret:
                    method: client-secret-microsoft-oauth2
                    tenant-id: %s
                    client-id: %s
                    client-secret: "literal:%s"
                    authority: %s
                    trust: file:ca.pem
                accounts:
                  portal:
                    address: portal@contoso.example
                    credential: by-secret
                    trust: file:ca.pem
                    smtp: {host: localhost, port: %d, tls: starttls}
                    imap: {host: localhost, port: %d, tls: implicit}
                    canary: {every: 5m}
                """.formatted(
                        scenario.tenantId(),
                        scenario.clientId(),
                        scenario.clientSecret(),
                        simulator.authority(),
                        simulator.smtpPort(),
                        simulator.imapsPort());
    }

    private Simulator simulator(Path folder) throws java.io.IOException {
        return Simulator.builder()
                .scenario(scenario)
                .directory(folder)
                .threads(Thread.ofVirtual().factory())
                .start();
    }

    @Test
    @Timeout(120)
    void theOverviewSaysWhenItCameBack(@TempDir Path folder) throws Exception {
        try (Simulator simulator = simulator(folder);
                RunningConsole console = RunningConsole.in(folder, "", settings(simulator))) {
            Browser ada = console.administrator();
            String page = console.await(ada, "/console/", body -> body.contains("The test message came back after "))
                    .body();
            assertTrue(page.contains("id=\"canary-portal\""), page);
            assertTrue(page.contains("Works; nothing waits."), page);
            assertTrue(page.contains("Mail works."), page);
            int at = page.indexOf("The test message came back after ");
            assertTrue(page.substring(at, page.indexOf("</td>", at)).contains("<time"), page);
            console.await(ada, "/console/queue", body -> !body.contains("Canary signet-canary-"));
        }
    }

    @Test
    @Timeout(120)
    void oneThatIsRefusedIsShownAsMailThatDoesNotWork(@TempDir Path folder) throws Exception {
        try (Simulator simulator = simulator(folder)) {
            simulator.faults().add(Fault.at(Protocol.SMTP, Stage.RCPT, Effect.say("550 5.1.1 No such user here")));
            try (RunningConsole console = RunningConsole.in(folder, "", settings(simulator))) {
                Browser ada = console.administrator();
                String page = console.await(ada, "/console/", body -> body.contains("The test message was refused"))
                        .body();
                assertTrue(page.contains("No such user here"), page);
                assertTrue(page.contains("Mail goes out, but a test message did not come back."), page);
                assertTrue(page.contains("It is sent; nothing waits."), page);
                assertTrue(page.contains("class=\"badge bad\""), page);
            }
        }
    }
}
