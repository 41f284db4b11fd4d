package signet.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Sim8Q~oN3.tR34l-xYz0123456789                          | true
            5 days                                                 | false
            hunter2                                                | false
            a sentence in which z9y8x7w6v5u4t3s2r1 stands          | true
            9b6e0c57-31d4-4a8f-8e2b-6f0d5c4a1b92                   | false
            contoso2.onmicrosoft.com                               | false
            ann.lee.1998@university.example                        | false
            https://login.microsoftonline.com/9b6e0c57/oauth2/v2.0 | false
            https://u:hunter2@idp.example/token                    | true
            https://idp.example/token?code=Sim8Q123                | true
            client_credentials_of_somebody                         | false
            X-Campaign-2026-Spring                                 | false
            /srv/mail/archive/2026/in                              | false
            -----BEGIN PRIVATE KEY-----                            | true
            """)
    void whatMayBeASecretIsNotRepeated(String value, boolean secret) {
        String shown = Quoting.of(value, 100);
        assertEquals(secret ? "•••••• (" + value.length() + " characters)" : value, shown);
    }
}
