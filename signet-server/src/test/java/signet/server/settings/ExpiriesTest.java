package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

/** What stands in the calendar: certificates, declared secrets, pasted assertions, and what follows. */
class ExpiriesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String SECRET = "abC8Q~long.enough-and_never.a.guid12345";

    @TempDir
    Path folder;

    private NewKeyPair pair(String name, int days) throws Exception {
        NewKeyPair pair = new CertificateMaker(new SecureRandom())
                .make(new CertificateOrder("CN=" + name, Duration.ofDays(days), 2048, Optional.empty()), NOW);
        pair.write(folder.resolve(name));
        return pair;
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyKindOfEndIsThereAndWhatHasNoneIsNot() throws Exception {
        String first = end(pair("first", 100));
        String second = end(pair("second", 900));
        String assertion = part("{\"alg\":\"RS256\"}") + "."
                + part("{\"exp\":" + NOW.plusSeconds(3600).getEpochSecond() + "}") + "." + part("signature");
        Path file = folder.resolve("signet.yaml");
        Files.writeString(file, """
                credentials:
                  by-cert: {method: certificate-microsoft-oauth2, tenant-id: b.example,
                    client-id: 66666666-7777-8888-9999-000000000000, private-key: file:first/key.pem,
                    certificate: file:first/certificate.pem,
                    next: {private-key: file:second/key.pem, certificate: file:second/certificate.pem}}
                  by-secret: {method: client-secret-microsoft-oauth2, tenant-id: b.example, secret-expires: 2027-05-01,
                    client-id: 66666666-7777-8888-9999-000000000000, client-secret: env:SECRET,
                    next: {client-secret: "literal:xyZ8Q~long.enough-and_never.a.guid67890", secret-expires: 2028-05-01}}
                  undeclared: {method: client-secret-microsoft-oauth2, tenant-id: b.example,
                    client-id: 66666666-7777-8888-9999-000000000000, client-secret: env:SECRET}
                  pasted:
                    method: oauth2
                    token-url: https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/oauth2/v2.0/token
                    request-properties: {grant_type: client_credentials, client_assertion: %s}
                """.formatted(assertion));
        Settings settings = new SettingsReader(
                        name -> Optional.ofNullable(Map.of("SECRET", SECRET).get(name)), NOW)
                .read(file)
                .settings()
                .orElseThrow();
        assertEquals(
                List.of(
                        "by-cert CERTIFICATE " + first,
                        "by-cert NEXT_CERTIFICATE " + second,
                        "by-secret SECRET 2027-05-01T00:00:00Z",
                        "by-secret NEXT_SECRET 2028-05-01T00:00:00Z",
                        "pasted ASSERTION 2026-11-23T13:00:00Z"),
                Expiries.of(settings.credentials().values()).stream()
                        .map(expiry -> expiry.credential() + " " + expiry.kind().name() + " " + expiry.ends())
                        .toList());
    }

    private static String end(NewKeyPair pair) {
        return pair.keyPair().certificate().getNotAfter().toInstant().toString();
    }
}
