package signet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONArrayUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import signet.simulator.exchange.SmtpAuth;

class TestCommandTest extends WithProvider {
    private static final List<String> STAGES = List.of(
            "configuration",
            "clock",
            "token",
            "token-content",
            "resolve",
            "connect",
            "tls",
            "greeting",
            "capabilities",
            "authenticate",
            "mailbox",
            "send",
            "receive");

    @Tag("F7")
    @Tag("F1")
    @Test
    void everyProtocolOfAnAccountIsTestedStageByStage() throws Exception {
        Run run = provider.run("test", "portal", "--json");
        assertEquals(0, run.status(), run.out() + run.err());
        List<Object> reports = JSONArrayUtils.parse(run.out());
        assertEquals(
                List.of("smtp", "imap", "pop3"),
                reports.stream()
                        .map(report -> ((Map<?, ?>) report).get("protocol"))
                        .toList());
        Map<?, ?> first = (Map<?, ?>) reports.get(0);
        assertEquals(List.of("account", "protocol", "ok", "steps", "findings"), List.copyOf(first.keySet()));
        List<?> steps = (List<?>) Run.member(first, "steps");
        assertEquals(
                STAGES,
                steps.stream().map(step -> ((Map<?, ?>) step).get("stage")).toList());
        assertEquals(List.of("stage", "status", "detail", "took_ms"), List.copyOf(((Map<?, ?>) steps.get(0)).keySet()));
    }

    @Tag("P18")
    @Test
    void whatIsWrongIsNamedFirstWithCausesAndFix() throws Exception {
        provider.mailbox("portal").smtpAuth(SmtpAuth.OFF);
        Run run = provider.run("test", "portal", "--protocol", "smtp", "--json");
        assertEquals(1, run.status());
        Map<?, ?> report = (Map<?, ?>) JSONArrayUtils.parse(run.out()).get(0);
        assertEquals(false, report.get("ok"));
        Map<?, ?> finding = (Map<?, ?>) ((List<?>) Run.member(report, "findings")).get(0);
        assertTrue(String.valueOf(finding.get("remedy")).contains("SmtpClientAuthenticationDisabled"), run.out());
        assertEquals("authenticate", finding.get("stage"));

        Run people = provider.run("test", "portal", "--protocol", "smtp");
        assertTrue(people.out().contains("does not work"), people.out());
        assertTrue(people.out().contains("fix: "), people.out());
    }

    @Test
    void aRealMessageIsSentAndFoundAgain() {
        Run run = provider.run("test", "portal", "--protocol", "smtp", "--send-to", "portal@contoso.example");
        assertEquals(0, run.status(), run.out());
        assertEquals(1, provider.inbox("portal").count());
    }

    @Test
    void waitingEndsWhenItWorksAndWhenTheTimeIsOver() {
        assertEquals(0, provider.run("test", "portal", "--wait", "60m").status());
        provider.mailbox("portal").smtpAuth(SmtpAuth.OFF);
        assertEquals(
                1,
                provider.run("test", "portal", "--protocol", "smtp", "--wait", "1ms")
                        .status());
    }

    @Test
    void theFixIsHandedOverAsAScript() throws Exception {
        Path script = folder.resolve("fix.ps1");
        Run healthy = provider.run("test", "portal", "--protocol", "smtp", "--script", script.toString());
        assertEquals(0, healthy.status(), healthy.out());
        assertTrue(healthy.err().contains("nothing that a script could mend"), healthy.err());
        assertFalse(Files.exists(script));

        provider.mailbox("portal").smtpAuth(SmtpAuth.OFF);
        Run run = provider.run("test", "portal", "--protocol", "smtp", "--json", "--script", script.toString());
        assertEquals(1, run.status());
        assertEquals(1, JSONArrayUtils.parse(run.out()).size(), "JSON alone on the standard output");
        assertTrue(run.err().contains("-WhatIf"), run.err());
        String text = Files.readString(script);
        assertTrue(text.contains("Repair-SmtpAuth 'portal@contoso.example'"), text);
        assertTrue(text.contains("$ClientId = '" + provider.scenario.clientId() + "'"), text);
        assertEquals(
                1,
                provider.run("test", "portal", "--protocol", "smtp", "--script", script.toString())
                        .status(),
                "an earlier script is replaced");

        Path other = Files.writeString(folder.resolve("other.txt"), "mine");
        Run kept = provider.run("test", "portal", "--protocol", "smtp", "--script", other.toString());
        assertEquals(2, kept.status());
        assertEquals("mine", Files.readString(other));
    }

    @Test
    void aMailboxThatShouldStayClosedIsTried() {
        Run open = provider.run("test", "portal", "--protocol", "imap", "--negative", "help@contoso.example");
        assertEquals(0, open.status(), open.out());
        assertTrue(open.out().contains("(negative-opened)"), open.out());
        provider.mailbox("help").permission(false);
        Run closed = provider.run("test", "portal", "--protocol", "imap", "--negative", "help@contoso.example");
        assertTrue(closed.out().contains("(negative-closed)"), closed.out());
    }

    @Test
    void anAccountWithAFaultyCredentialIsTestedAndTheOthersWork() throws Exception {
        provider.settings(
                "address: help@contoso.example\n    credential: by-cert",
                "address: help@contoso.example\n    credential: broken");
        provider.settings(
                "accounts:\n",
                "  broken: {method: certificate-microsoft-oauth2, tenant-id: t.example, client-id: x}\naccounts:\n");
        Run run = provider.run("test", "--protocol", "imap");
        assertEquals(1, run.status());
        assertTrue(run.out().contains("portal imap  works"), run.out());
        assertTrue(run.out().contains("help imap  does not work"), run.out());
    }

    @Test
    void anUnknownAccountIsWrongUsage() {
        Run run = provider.run("test", "nobody");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("portal"), run.err());
    }

    @Test
    void checkTouchesNoNetwork() throws Exception {
        long asked = provider.simulator.entra().tokensIssued();
        Run run = provider.run("check");
        assertEquals(0, run.status(), run.out());
        assertTrue(run.out().contains("3 accounts, 1 credential; 0 errors, 0 warnings"), run.out());
        assertEquals(asked, provider.simulator.entra().tokensIssued());
        provider.settings("tenant-id: ", "tenent-id: ");
        Run wrong = provider.run("check", "--json");
        assertEquals(2, wrong.status());
        assertTrue(wrong.out().contains("tenant-id"), wrong.out());
    }
}
