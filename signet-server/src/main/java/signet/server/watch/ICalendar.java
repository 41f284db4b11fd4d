package signet.server.watch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import signet.server.account.Expiry;

/**
 * What ends when, as an iCalendar object (RFC 5545) for the calendars people live by: an event for each end, with alarms as early
 * as Signet itself warns. Names only, never a secret. An end keeps its UID from one reading to the next, and also when what
 * follows has taken the place.
 */
public final class ICalendar {
    /** RFC 5545 §8.1. */
    public static final String TYPE = "text/calendar;charset=utf-8";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);
    /** RFC 5545 §3.1: octets of a line, without its line break. */
    private static final int LONGEST = 75;

    private final StringBuilder text = new StringBuilder();

    /**
     * One end.
     *
     * @param accounts that use the credential
     */
    public record Entry(Expiry expiry, List<String> accounts) {
        public Entry {
            accounts = List.copyOf(accounts);
        }
    }

    private ICalendar() {}

    /** @param now when it is made */
    public static String of(List<Entry> entries, Instant now) {
        ICalendar calendar = new ICalendar();
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line("PRODID:-//Signet//Credential calendar//EN");
        calendar.line("CALSCALE:GREGORIAN");
        calendar.line("NAME:Signet credentials"); // RFC 7986 §5.1
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION:PT12H"); // RFC 7986 §5.7
        Set<String> uids = new HashSet<>();
        for (Entry entry : entries) {
            String uid = uid(entry.expiry());
            if (uids.add(uid)) { // what follows may be the very same
                calendar.event(entry, uid, now);
            }
        }
        calendar.line("END:VCALENDAR");
        return calendar.text.toString();
    }

    private void event(Entry entry, String uid, Instant now) {
        Expiry expiry = entry.expiry();
        String what = (expiry.kind().follows() ? "next " : "") + expiry.kind().word() + " of " + expiry.credential();
        line("BEGIN:VEVENT");
        line("UID:" + uid);
        line("DTSTAMP:" + TIME.format(now));
        line(
                expiry.kind().word().equals("secret")
                        ? "DTSTART;VALUE=DATE:" + DAY.format(expiry.ends()) // declared as a day
                        : "DTSTART:" + TIME.format(expiry.ends()));
        line("SUMMARY:" + escaped("Signet: the " + what + " ends"));
        line("DESCRIPTION:" + escaped(description(entry)));
        line("TRANSP:TRANSPARENT");
        for (int days : Calendar.thresholds()) {
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line("TRIGGER:-P" + days + "D");
            line("DESCRIPTION:" + escaped("The " + what + " ends in " + days + (days == 1 ? " day" : " days")));
            line("END:VALARM");
        }
        line("END:VEVENT");
    }

    private static String description(Entry entry) {
        String users = entry.accounts().isEmpty()
                ? "No account uses the credential."
                : "Used by: " + String.join(", ", entry.accounts()) + ".";
        String fix = entry.expiry().kind().follows()
                ? "It is not in use yet."
                : "Put the new one in as next before that day: signet credential rehearse "
                        + entry.expiry().credential() + " tells whether it works.";
        return users + "\n" + fix;
    }

    private static String uid(Expiry expiry) {
        String one = expiry.kind().word() + " " + expiry.ends() + " " + expiry.credential();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(one.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16) + "@signet";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** RFC 5545 §3.3.11. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replace("\r\n", "\n")
                .replace("\n", "\\n")
                .replaceAll("\\p{Cntrl}", "");
    }

    private void line(String content) {
        text.append(folded(content));
    }

    /** RFC 5545 §3.1: a long line goes on behind a line break and a blank, never within a character. */
    static String folded(String content) {
        StringBuilder folded = new StringBuilder();
        int octets = 0;
        for (int i = 0; i < content.length(); ) {
            String character = Character.toString(content.codePointAt(i));
            int length = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > LONGEST) {
                folded.append("\r\n ");
                octets = 1;
            }
            folded.append(character);
            octets += length;
            i += character.length();
        }
        return folded.append("\r\n").toString();
    }
}
