package signet.mail.smtp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import signet.mail.Reply;

/**
 * What a server announced in answer to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param words keyword in upper case, with its arguments as announced: {@code SIZE 157286400}, {@code AUTH LOGIN XOAUTH2}
 */
public record SmtpCapabilities(Set<String> words) {
    public SmtpCapabilities {
        words = Set.copyOf(words);
    }

    /** Reads the lines after the first one, which only greets. */
    static SmtpCapabilities of(Reply ehlo) {
        Set<String> words = new LinkedHashSet<>();
        List<String> lines = ehlo.lines();
        for (String line : lines.subList(1, lines.size())) {
            // AUTH=LOGIN is how servers before RFC 2554 announced it; some still do, beside the right form
            String[] parts = line.strip().split("[ =]", 2);
            String keyword = parts[0].toUpperCase(Locale.ROOT);
            words.add(parts.length == 1 ? keyword : keyword + " " + parts[1].strip());
        }
        return new SmtpCapabilities(words);
    }

    public boolean offers(String keyword) {
        for (String word : words) {
            if (word.startsWith(keyword)
                    && (word.length() == keyword.length() || word.charAt(keyword.length()) == ' ')) {
                return true;
            }
        }
        return false;
    }

    /** The SASL mechanisms, upper case. */
    public Set<String> mechanisms() {
        Set<String> mechanisms = new LinkedHashSet<>();
        for (String word : words) {
            if (word.startsWith("AUTH ")) {
                mechanisms.addAll(
                        List.of(word.substring(5).toUpperCase(Locale.ROOT).split(" +")));
            }
        }
        return mechanisms;
    }

    /** The largest message in octets; empty when the server names no fixed limit, which {@code SIZE 0} also means (RFC 1870 §4). */
    public OptionalLong largestMessage() {
        return words.stream()
                .filter(word -> word.startsWith("SIZE "))
                .map(word -> word.substring(5))
                .filter(digits -> digits.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .filter(limit -> limit > 0)
                .findFirst();
    }
}
