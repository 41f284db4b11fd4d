package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendersTest {
    private final Senders senders = new Senders(List.of("Portal@Corp.Example", "*@lists.example"));

    @ParameterizedTest
    @ValueSource(strings = {"portal@corp.example", "PORTAL@CORP.EXAMPLE", "a@LISTS.example"})
    void anAddressOrAWholeDomainIsAllowedInAnySpelling(String address) {
        assertTrue(senders.allow(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@corp.example",
                "a@x.lists.example",
                "lists.example",
                "@lists.example.org",
                "a@lists.example@b.example"
            })
    void nothingElseIs(String address) {
        assertFalse(senders.allow(address));
    }
}
