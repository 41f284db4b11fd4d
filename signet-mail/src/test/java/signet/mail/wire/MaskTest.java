package signet.mail.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signet.mail.Protocol;

class MaskTest {
    private static final String HIDDEN = "••••••";

    /** Lines of a conversation and what is shown of them; {@code C} is the client, {@code S} the server, {@code #} the mask. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SMTP | C AUTH XOAUTH2 / S 334 / C dXNlcj0= / S 535 no / C QUIT | C AUTH XOAUTH2 / S 334 / C # / S 535 no / C QUIT",
                "SMTP | C auth plain AHUAcA== / S 235 ok / C NOOP | C auth plain # / S 235 ok / C NOOP",
                "SMTP | C AUTH LOGIN / S 334 VXNlcm5hbWU6 / C dXNlcg== / S 334 UGFzc3dvcmQ6 / C c2VjcmV0 / S 235 k | C AUTH LOGIN /"
                        + " S 334 VXNlcm5hbWU6 / C # / S 334 UGFzc3dvcmQ6 / C # / S 235 k",
                "SMTP | C AUTH PLAIN / S 334 / C * / S 501 cancelled | C AUTH PLAIN / S 334 / C * / S 501 cancelled",
                // the server echoes what it did not understand, whole or cut short
                "SMTP | C AUTH XOAUTH2 / S 500 no / C dXNlcj1hYmM / S 500 '' | C AUTH XOAUTH2 / S 500 no / C dXNlcj1hYmM / S 500 ''",
                "SMTP | C AUTH XOAUTH2 / S 334 / C dXNlcj1hYmM / S 500 5.3.3 Unrecognized command <dXNlcj1hYmM> | C AUTH XOAUTH2 /"
                        + " S 334 / C # / S 500 5.3.3 Unrecognized command <#>",
                "SMTP | C AUTH XOAUTH2 / S 334 / C dXNlcj1hYmM / S 500 what is dXNlcj1... | C AUTH XOAUTH2 / S 334 / C # / S 500 what"
                        + " is #...",
                "POP3 | C USER bob / S +OK / C PASS my secret / S +OK / C STAT | C USER bob / S +OK / C PASS # / S +OK / C STAT",
                "POP3 | C AUTH XOAUTH2 / S + / C dXNlcj0= / S -ERR no / C QUIT | C AUTH XOAUTH2 / S + / C # / S -ERR no / C QUIT",
                "POP3 | C APOP bob c4c9334bac560ecc979e58001b3e22fb | C APOP bob #",
                "IMAP | C a LOGIN bob secret / S a OK / C b NOOP | C a LOGIN # / S a OK / C b NOOP",
                "IMAP | C a login {3} / S + / C bob {6} / S + / C secret / S A OK / C b NOOP | C a login # / S + / C # / S + / C # / S A"
                        + " OK / C b NOOP",
                "IMAP | C a AUTHENTICATE XOAUTH2 dXNlcj0= / S + e30= / C  / S * OK still / S a NO bad / C b NOOP | C a AUTHENTICATE"
                        + " XOAUTH2 # / S + e30= / C  / S * OK still / S a NO bad / C b NOOP",
                "IMAP | C a AUTHENTICATE XOAUTH2 / S + / C dXNlcj0= / S a NO bad / C b LIST | C a AUTHENTICATE XOAUTH2 / S + / C # / S"
                        + " a NO bad / C b LIST",
            })
    void hidesWhatProvesIdentityAndNothingElse(Protocol protocol, String conversation, String shown) {
        Mask mask = new Mask(protocol);
        StringBuilder seen = new StringBuilder();
        for (String line : conversation.split(" / ")) {
            String text = line.length() > 2 ? line.substring(2) : "";
            String masked = line.startsWith("C") ? mask.client(text) : mask.server(text);
            seen.append(seen.length() == 0 ? "" : " / ").append(line, 0, 2).append(masked.replace(HIDDEN, "#"));
        }
        assertEquals(shown, seen.toString());
    }
}
