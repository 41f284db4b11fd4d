package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import signet.doctor.Remedy.Kind;
import signet.mail.Protocol;
import signet.oauth.Method;
import signet.simulator.Scenario;
import signet.simulator.exchange.SmtpAuth;

/** The form of the scripts. They are not run: what they say to Microsoft only Microsoft can judge. */
class RemedyScriptTest {
    private static final Scenario SCENARIO = Scenario.defaults();
    private static final Remedy.Target TARGET =
            new Remedy.Target(SCENARIO.tenantId(), SCENARIO.clientId(), Optional.of(DraftTexts.CLIENT));

    private static String script(Remedy... remedies) {
        return only(List.of(remedies));
    }

    private static String only(List<Remedy> remedies) {
        Map<Remedy.Target, String> scripts = RemedyScript.of(remedies);
        assertEquals(1, scripts.size());
        return scripts.values().iterator().next();
    }

    private static String everything() {
        return script(Stream.of(Kind.values())
                .map(kind -> new Remedy(kind, TARGET, "portal@contoso.example", "help@contoso.example"))
                .toArray(Remedy[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o'brien@contoso.example",
                "x'; Remove-Mailbox -Identity rector; '@contoso.example",
                "x\u2019; Remove-Mailbox rector; \u2018@contoso.example",
                "x\u201b; Remove-Mailbox rector #@contoso.example",
                "$(Remove-Mailbox rector)@contoso.example",
                "`$x\"; Remove-Mailbox rector #",
                "x\n#> Remove-Mailbox rector <#",
                "x\r\nRemove-Mailbox rector",
                "-WhatIf:$false",
                "b\u00fcro@contoso.example",
                "\ud83d\udcee@contoso.example",
                "'",
                "''",
                "\u0000"
            })
    void valueOfTheSettingsStaysAValue(String hostile) {
        Remedy.Target named = new Remedy.Target(hostile, hostile, Optional.of(hostile));
        String text = only(List.of(
                new Remedy(Kind.FULL_ACCESS, named, hostile, ""), new Remedy(Kind.SEND_AS, named, hostile, hostile)));
        assertTrue(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), "ASCII only");
        PowerShellText script = PowerShellText.read(text);
        assertEquals(
                6,
                script.values().stream().filter(hostile::equals).count(),
                () -> script.values().toString());
        // what is left when the literals are taken out is the same as for a harmless value
        Remedy.Target plain = new Remedy.Target("t", "c", Optional.of("o"));
        String harmless =
                only(List.of(new Remedy(Kind.FULL_ACCESS, plain, "m", ""), new Remedy(Kind.SEND_AS, plain, "m", "n")));
        assertEquals(PowerShellText.read(harmless).code(), script.code());
    }

    @Test
    void scriptOfEveryRemedyIsWellFormed() {
        PowerShellText script = PowerShellText.read(everything());
        Deque<Character> open = new ArrayDeque<>();
        for (int i = 0; i < script.code().length(); i++) {
            char c = script.code().charAt(i);
            if ("({[".indexOf(c) >= 0) {
                open.push(c);
            } else if (")}]".indexOf(c) >= 0) {
                assertEquals("({[".charAt(")}]".indexOf(c)), open.pop(), "brackets");
            }
        }
        assertTrue(open.isEmpty());
        Set<String> defined = found("function ([A-Za-z-]+)", script.code());
        Set<String> called = found("(?m)^(Repair-[A-Za-z]+)", script.code());
        assertEquals(Kind.values().length, called.size());
        assertTrue(defined.containsAll(called), () -> defined + " " + called);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyRemedyAsksBeforeItChangesIsIdempotentAndCanBeTakenBack(Kind kind) {
        String text = script(new Remedy(kind, TARGET, "portal@contoso.example", "help@contoso.example"));
        String function = text.substring(text.indexOf("function Repair-"), text.indexOf("Write-Host 'Done."));
        Matcher change = Pattern.compile("\\b(?:New-(?:Mg|Service)|Set-|Add-|Remove-|Update-)[A-Za-z]*")
                .matcher(function);
        assertTrue(change.find(), "it changes something");
        int asked = function.indexOf("$PSCmdlet.ShouldProcess(");
        assertTrue(asked > 0 && asked < change.start(), "asked before: -WhatIf");
        assertTrue(function.substring(0, asked).contains("Write-Host"), "says that nothing is to be done");
        assertTrue(function.contains("Save-Undo @{ kind = '" + kind.section() + "'"), "notes what it did");
        String undo = text.substring(text.indexOf("if ($Undo)"), text.indexOf("function Repair-"));
        int branch = undo.indexOf("            '" + kind.section() + "' {");
        assertTrue(branch > 0, "knows how to take it back");
        String taken = undo.substring(branch, undo.indexOf("$done = $false", branch));
        assertTrue(taken.contains("ShouldProcess"), "asks before it takes it back");
        assertTrue(text.contains(kind.role()), "names the administrator's role");
        assertTrue(text.contains("SupportsShouldProcess"));
    }

    @Test
    void eachIsDoneOnceAndWhatOthersNeedComesFirst() {
        Remedy access = new Remedy(Kind.FULL_ACCESS, TARGET, "portal@contoso.example", "");
        String script = script(access, new Remedy(Kind.REGISTRATION, TARGET, "", ""), access);
        List<String> calls =
                script.lines().filter(line -> line.startsWith("Repair-")).toList();
        assertEquals(List.of("Repair-Registration", "Repair-FullAccess 'portal@contoso.example'"), calls);
        assertFalse(script.contains("function Repair-Consent"), "only what is needed");
    }

    @Test
    void scriptOfASituationNamesItsTenantApplicationObjectAndMailbox() {
        try (Situation situation = new Situation()) {
            var exchange = situation.simulator().exchange();
            exchange.mailbox(Situation.MAILBOX).orElseThrow().smtpAuth(SmtpAuth.OFF);
            Report report = situation.diagnose(Protocol.SMTP, DoctorOptions.DEFAULTS);
            String script = only(report.remedies());
            assertTrue(script.contains("$TenantId = '" + SCENARIO.tenantId() + "'"));
            assertTrue(script.contains("$ClientId = '" + SCENARIO.clientId() + "'"));
            String object =
                    situation.simulator().entra().app(SCENARIO.clientId()).objectId();
            assertTrue(script.contains("$ObjectId = '" + object + "'"), "the token's oid");
            assertTrue(script.contains("\nRepair-SmtpAuth 'portal@contoso.example'\n"));
        }
    }

    @Test
    void certificateThatIsNotUploadedIsInTheScriptAndNoSecretIs() {
        try (Situation situation = new Situation().method(Method.CERTIFICATE)) {
            var app = situation.simulator().entra().app(SCENARIO.clientId());
            app.removeCertificate(app.certificates().get(0).thumbprint());
            Report report = situation.diagnose(Protocol.SMTP, DoctorOptions.DEFAULTS);
            String script = only(report.remedies());
            String body = Situation.CERTIFICATE.replaceAll("-----[A-Z ]+-----|\\s", "");
            assertTrue(script.contains("Repair-Certificate '" + body + "'"));
            assertFalse(script.contains("PRIVATE"));
        }
    }

    @Test
    void healthyAccountHasNothingToMend() {
        try (Situation situation = new Situation()) {
            assertEquals(
                    List.of(),
                    situation.diagnose(Protocol.IMAP, DoctorOptions.DEFAULTS).remedies());
        }
    }

    private static Set<String> found(String regex, String text) {
        List<String> all = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all.stream().collect(Collectors.toSet());
    }
}
