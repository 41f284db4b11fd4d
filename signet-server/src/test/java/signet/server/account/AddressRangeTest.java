package signet.server.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/24, 192.0.1.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "128.0.0.0/1, 255.0.0.1, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::1, ::1, true",
        "192.0.2.1, ::ffff:192.0.2.1, true"
    })
    void containsWhatSharesThePrefix(String range, String address, boolean contained) throws Exception {
        assertEquals(contained, AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "printer.example",
                "192.0.2",
                "192.0.2.0.1",
                "192.0.2.256",
                "192.0.02.1",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/024",
                "192.0.2.0/",
                "192.0.2.0/24/8",
                "192.0.2.1/24",
                "192.0.2.0 /24",
                "0x7f000001",
                "2130706433",
                ":",
                "2001:db8::/129",
                "2001:db8::1/64",
                "2001:db8:::1",
                "[::1]",
                "fe80::1%eth0",
                "/8"
            })
    void anythingElseIsNoRange(String text) {
        assertEquals(Optional.empty(), AddressRange.parse(text));
    }

    @Test
    void aRangeContainsANarrowerOneOnly() {
        AddressRange wide = AddressRange.parse("10.0.0.0/8").orElseThrow();
        AddressRange narrow = AddressRange.parse("10.20.0.0/16").orElseThrow();

        assertTrue(wide.contains(narrow));
        assertTrue(wide.contains(wide));
        assertEquals(false, narrow.contains(wide));
        assertEquals("10.20.0.0/16", narrow.toString());
        assertEquals(
                "192.0.2.7", AddressRange.parse("192.0.2.7/32").orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, true",
        "10.20.0.7, true",
        "172.16.0.0/12, true",
        "172.0.0.0/8, false",
        "172.32.0.0/16, false",
        "192.168.0.0/15, false",
        "169.254.1.0/24, true",
        "127.0.0.1, true",
        "100.64.0.0/10, false",
        "203.0.113.7, false",
        "0.0.0.0/0, false",
        "::/0, false",
        "::1, true",
        "fd00:20::/32, true",
        "fe80::/64, true",
        "2001:db8::/32, false"
    })
    void privateIsWhatNobodyOutsideHas(String range, boolean isPrivate) {
        assertEquals(isPrivate, AddressRange.parse(range).orElseThrow().isPrivate());
    }
}
