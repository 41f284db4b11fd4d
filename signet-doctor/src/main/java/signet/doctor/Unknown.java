package signet.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import signet.mail.Stage;
import signet.oauth.Problem.Severity;

/** Answers that are not in the catalogue: says so, says what the numbers alone mean, and names the nearest known answer. */
final class Unknown {
    /** The code for an answer that is not in the catalogue. */
    static final String ANSWER = "unknown-answer";
    /** The code for an Entra ID number that is not in the catalogue. */
    static final String NUMBER = "aadsts-unknown";

    private static final Pattern AADSTS = Pattern.compile("aadsts(\\d{4,8})");
    private static final Pattern MAIL_STATUS = Pattern.compile("(?<!\\d)([45])\\d\\d[ -]([45])\\.(\\d)\\.\\d{1,3}");

    static final Pattern REFUSAL = Pattern.compile(
            "(?<![\\d.])[45]\\d\\d[ -]|\\b(?:no|bad) |-err\\b|exception|\\berror|\\bfail|refused|denied|rejected");

    private Unknown() {}

    /** Whether nothing but greetings and successes is known, and beside them something was refused. */
    static boolean refusalBeside(List<Catalogue.Hit> hits, FoldedText text) {
        boolean onlyNotices = hits.stream().allMatch(hit -> hit.entry().kind() == Entry.Kind.NOTICE);
        return onlyNotices
                && rest(hits, text).anyMatch(record -> REFUSAL.matcher(record).find());
    }

    private static Stream<String> rest(List<Catalogue.Hit> hits, FoldedText text) {
        Set<Integer> known =
                hits.stream().map(hit -> text.recordStart(hit.span().start())).collect(Collectors.toSet());
        Stream.Builder<String> rest = Stream.builder();
        for (int start = 0; start < text.folded().length(); start = text.recordEnd(start) + 1) {
            if (!known.contains(start)) {
                rest.add(text.folded().substring(start, text.recordEnd(start)));
            }
        }
        return rest.build();
    }

    /** One finding for each number of Entra ID in {@code text} that no entry knows. */
    static List<Finding> numbers(FoldedText text, Catalogue catalogue) {
        Set<String> numbers = new LinkedHashSet<>();
        Matcher matcher = AADSTS.matcher(text.folded());
        while (matcher.find()) {
            numbers.add(matcher.group(1));
        }
        List<Finding> findings = new ArrayList<>();
        for (String number : numbers) {
            if (catalogue.match("AADSTS" + number).isEmpty()) {
                findings.add(new Finding(
                        NUMBER,
                        Severity.WARNING,
                        "Signet does not know AADSTS" + number + "; by its number it is about " + family(number) + ".",
                        List.of("The words after the number tell more, also at"
                                + " https://login.microsoftonline.com/error?code=" + number),
                        "Look the number up there; for Microsoft's support keep trace id, correlation id and timestamp.",
                        Stage.TOKEN));
            }
        }
        return findings;
    }

    /** Number ranges are no promise of Microsoft's; they are what its published list shows. */
    private static String family(String number) {
        if (number.startsWith("7000") || number.startsWith("700") || number.startsWith("5002")) {
            return "the application's credential";
        }
        if (number.startsWith("53")) {
            return "a policy (Conditional Access)";
        }
        if (number.startsWith("65")) {
            return "consent to the application";
        }
        if (number.startsWith("90")) {
            return "the request or the tenant in its URL";
        }
        return number.startsWith("50") ? "the tenant, the resource or the user" : "something outside the usual ranges";
    }

    static Finding answer(FoldedText text, List<Entry> entries) {
        List<String> causes = new ArrayList<>();
        byStatus(text).ifPresent(causes::add);
        Nearest.of(text, entries)
                .ifPresent(entry -> causes.add("The nearest known answer is " + entry.id() + ": \""
                        + shortened(entry.sample()) + "\" - " + entry.meaning()));
        return new Finding(
                ANSWER,
                Severity.WARNING,
                "Signet does not know this answer.",
                causes,
                "Paste the whole log, with the lines before and after; run signet test to see at which stage it stops.",
                Stage.CONFIGURATION);
    }

    private static String shortened(String sample) {
        return sample.length() <= 100 ? sample : sample.substring(0, 100) + "…";
    }

    /** What the code alone says (RFC 3463 §3). */
    private static Optional<String> byStatus(FoldedText text) {
        Matcher matcher = MAIL_STATUS.matcher(text.folded());
        if (!matcher.find()) {
            return Optional.empty();
        }
        String lasting = matcher.group(1).equals("4") ? "for now" : "for good";
        String subject = switch (matcher.group(3)) {
            case "1" -> "an address";
            case "2" -> "the mailbox";
            case "3" -> "the mail system or a size";
            case "4" -> "the network or routing";
            case "5" -> "the order of commands";
            case "6" -> "the message's content";
            case "7" -> "security or a policy";
            default -> "something the standard does not name";
        };
        return Optional.of("By its code (" + matcher.group() + ") the server refuses " + lasting + " because of "
                + subject + " (RFC 3463).");
    }
}
