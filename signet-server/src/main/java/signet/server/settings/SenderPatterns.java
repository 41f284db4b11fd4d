package signet.server.settings;

import java.util.regex.Pattern;

/** Addresses and patterns somebody may send as. */
final class SenderPatterns {
    /** An address, or {@code *} in place of all that stands before the @. */
    private static final Pattern FORM = Pattern.compile("(\\*|[^\\s@,;<>*]+)@[^\\s@,;<>*]+");

    private SenderPatterns() {}

    static void check(String sender, Block block, Complaints complaints) {
        if (!FORM.matcher(sender).matches()) {
            complaints.error(
                    block.owner(),
                    block.place("senders"),
                    "settings-sender",
                    "'" + block.path() + ".senders' has '"
                            + (sender.length() > 60 ? sender.substring(0, 60) + "…" : sender)
                            + "', which is neither an address nor a pattern of one domain",
                    "Write addresses such as portal@university.example, or *@university.example for a whole domain.");
        }
    }
}
