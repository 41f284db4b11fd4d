package signet.server.account;

import java.util.List;
import java.util.Locale;

/**
 * Addresses and patterns somebody may send as: {@code portal@university.example}, or {@code *@university.example} for the whole
 * domain (not its subdomains). Upper and lower case are the same, as they are for every provider's senders.
 */
public record Senders(List<String> patterns) {
    public Senders {
        patterns = patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList();
    }

    public boolean allow(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        int at = lower.lastIndexOf('@');
        for (String pattern : patterns) {
            boolean matches = pattern.startsWith("*@")
                    ? at > 0 && lower.substring(at).equals(pattern.substring(1))
                    : lower.equals(pattern);
            if (matches) {
                return true;
            }
        }
        return false;
    }
}
