package signet.realservers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An account that works has no finding above info: each of the four methods by each of the three protocols. */
@ExtendWith(OneSite.class)
class HealthyTest {
    @Test
    void nothingAboveInfoIsFoundForAHealthyAccountOfEachMethodByEachProtocol(Site site) throws IOException {
        try (EntraAddresses front = EntraAddresses.start(site.servers().authority(), site.keycloak())) {
            Map<String, Setup> setups = new LinkedHashMap<>();
            setups.put(
                    "client-secret-microsoft-oauth2",
                    Setup.byMicrosoftMethod(
                                    site,
                                    "client-secret-microsoft-oauth2",
                                    RealServers.APP_GUID_SECRET,
                                    front.authority())
                            .credential("client-secret", "file:" + site.secretFile()));
            setups.put(
                    "certificate-microsoft-oauth2",
                    Setup.byMicrosoftMethod(
                                    site,
                                    "certificate-microsoft-oauth2",
                                    RealServers.APP_GUID_CERTIFICATE,
                                    front.authority())
                            .pair(
                                    site.servers().application().key(),
                                    site.servers().application().certificate())
                            .credential("assertion", "audience", site.keycloak().issuer()));
            setups.put("oauth2", Setup.bySecret(site, RealServers.APP_SECRET));
            setups.put("basic", Setup.byPassword(site));
            setups.values()
                    .forEach(setup ->
                            site.mail(setup, "starttls").address(site.box().address()));
            judge(setups, site.signet(setups, "test").with("--json").run());
        }
    }

    private static void judge(Map<String, Setup> setups, Command.Result result) {
        List<Diagnosis> reports = Diagnosis.all(result);
        assertEquals(0, result.status(), result::toString);
        assertEquals(3 * setups.size(), reports.size(), result::toString);
        for (Diagnosis report : reports) {
            String which = report.account() + " by " + report.protocol() + ": " + result;
            assertTrue(report.ok(), which);
            assertEquals(List.of(), Situation.judged(report), which);
        }
    }
}
