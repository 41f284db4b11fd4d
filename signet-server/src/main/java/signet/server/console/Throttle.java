package signet.server.console;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import signet.server.account.AddressRange;

/**
 * How often passwords may be tried. Each address has {@value #OF_ADDRESS} tries and gets one back every 20 s; each user has
 * {@value #OF_USER} and gets one back every 5 s, so that many addresses together are slow too. Nobody is locked out: an address
 * from which the user has logged in before only has its own limit. A right password takes no try. Codes of the second factor have
 * a million values only, so an address gets one back every minute and a user every quarter of an hour: who has the password, at
 * addresses the user was never at, needs some ten years. Thread-safe.
 */
final class Throttle {
    static final int OF_ADDRESS = 10;
    static final int OF_USER = 30;
    static final int OF_USER_CODES = 10;

    private static final Rates PASSWORDS = new Rates(Duration.ofSeconds(20), OF_USER, Duration.ofSeconds(5));
    private static final Rates CODES = new Rates(Duration.ofMinutes(1), OF_USER_CODES, Duration.ofMinutes(15));
    private static final int IPV6 = 16;
    private static final int REMEMBERED = 10_000;
    private static final Duration DELAY = Duration.ofMillis(100);

    private final LongSupplier nanos;
    private final Rates rates;
    private final Map<String, Spent> spent = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<String, Boolean> known = new LinkedHashMap<>(64, 0.75f, true);

    /** How many tries are used up, as of a time. */
    private record Spent(double tries, long at) {}

    /**
     * How many tries there are, and after how many nanoseconds one comes back.
     *
     * @param address after how long one of an address comes back
     * @param ofUser  how many a user has
     * @param user    after how long one of a user comes back
     */
    private record Rates(long address, int ofUser, long user) {
        Rates(Duration address, int ofUser, Duration user) {
            this(address.toNanos(), ofUser, user.toNanos());
        }
    }

    private Throttle(LongSupplier nanos, Rates rates) {
        this.nanos = nanos;
        this.rates = rates;
    }

    /** @param nanos of a clock that only goes forward */
    static Throttle ofPasswords(LongSupplier nanos) {
        return new Throttle(nanos, PASSWORDS);
    }

    /** @param nanos of a clock that only goes forward */
    static Throttle ofCodes(LongSupplier nanos) {
        return new Throttle(nanos, CODES);
    }

    /**
     * Takes a try.
     *
     * @return how long to wait before another one, when there is none left
     */
    synchronized Optional<Duration> admit(String address, String user) {
        boolean trusted = known.containsKey(pair(address, user));
        double byAddress = tries(address(address), rates.address);
        double byUser = trusted ? 0 : tries(user(user), rates.user);
        if (byAddress > OF_ADDRESS - 1) {
            return Optional.of(until(byAddress - (OF_ADDRESS - 1), rates.address));
        }
        if (byUser > rates.ofUser - 1) {
            return Optional.of(until(byUser - (rates.ofUser - 1), rates.user));
        }
        put(address(address), byAddress + 1);
        if (!trusted) {
            put(user(user), byUser + 1);
        }
        return Optional.empty();
    }

    private static Duration until(double tries, long back) {
        return Duration.ofNanos((long) Math.ceil(tries * back));
    }

    /** How long the answer to a failure is held back: longer with each one, at most 1 s. */
    synchronized Duration delay(String address) {
        return DELAY.multipliedBy((long) Math.ceil(tries(address(address), rates.address)));
    }

    /** The password was right: the try is given back, and the address is known for the user. */
    synchronized void succeeded(String address, String user) {
        boolean trusted = known.containsKey(pair(address, user));
        put(address(address), Math.max(0, tries(address(address), rates.address) - 1));
        if (!trusted) {
            put(user(user), Math.max(0, tries(user(user), rates.user) - 1));
        }
        known.put(pair(address, user), true);
        trim(known);
    }

    private double tries(String key, long back) {
        Spent before = spent.get(key);
        return before == null ? 0 : Math.max(0, before.tries - (double) (nanos.getAsLong() - before.at) / back);
    }

    private void put(String key, double tries) {
        spent.put(key, new Spent(tries, nanos.getAsLong()));
        trim(spent);
    }

    private static void trim(Map<?, ?> map) {
        var eldest = map.entrySet().iterator();
        while (map.size() > REMEMBERED && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    /** Of IPv6 the network: one customer has all of its addresses. */
    private static String network(String address) {
        return AddressRange.literal(address)
                .map(InetAddress::getAddress)
                .filter(octets -> octets.length == IPV6)
                .map(octets -> HexFormat.of().formatHex(octets, 0, IPV6 / 2))
                .orElse(address);
    }

    private static String address(String address) {
        return "a " + network(address);
    }

    private static String user(String user) {
        return "u " + user;
    }

    private static String pair(String address, String user) {
        return network(address) + " " + user;
    }
}
