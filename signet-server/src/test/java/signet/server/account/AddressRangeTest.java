package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.168.1.128/25, 192.168.1.128, true",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true"
    })
    void contains(String range, String address, boolean inside) throws UnknownHostException {
        assertEquals(inside, AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host.example",
                "10.0.0.0/33",
                "10.0.0/8",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "999.1.1.1",
                "::1/129",
                "fe80::1%eth0",
                "10.0.0.0/8/8",
                "1:2"
            })
    void anythingElseIsNoRange(String text) {
        assertEquals(Optional.empty(), AddressRange.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "10.0.0.0/8, true",
        "172.16.0.0/12, true",
        "172.0.0.0/11, false",
        "192.168.0.0/16, true",
        "fd00::/8, true",
        "::1, true",
        "0.0.0.0, false",
        "::, false",
        "8.8.8.8, false",
        "2001:db8::/32, false",
        "10.0.0.0/7, false"
    })
    void isPrivate(String range, boolean expected) {
        assertEquals(expected, AddressRange.parse(range).orElseThrow().isPrivate());
    }

    @Test
    void patternsOfSenders() {
        Senders senders = new Senders(List.of("Portal@Corp.Example", "*@lists.example"));
        for (String address : List.of("portal@corp.example", "PORTAL@CORP.EXAMPLE", "a@LISTS.example")) {
            assertTrue(senders.allow(address), address);
        }
        for (String address : List.of(
                "a@corp.example",
                "a@x.lists.example",
                "lists.example",
                "@lists.example.org",
                "a@lists.example@b.example",
                "")) {
            assertTrue(!senders.allow(address), address);
        }
    }
}
