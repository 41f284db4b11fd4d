package signet.mail.imap;

import java.util.Optional;

/** A status response (RFC 9051 §7.1): {@code OK NO BAD BYE PREAUTH}, the code in brackets, the text. */
record Condition(String status, Optional<String> code, String text) {

    boolean ok() {
        return status.equals("OK");
    }

    /** The arguments of the response code {@code name}, when this is the code here. */
    Optional<String> argument(String name) {
        return code.filter(c -> c.length() > name.length()
                        && c.regionMatches(true, 0, name, 0, name.length())
                        && c.charAt(name.length()) == ' ')
                .map(c -> c.substring(name.length() + 1).strip());
    }

    /** Whether the response code is {@code name}, with arguments or without. */
    boolean says(String name) {
        return code.filter(c -> c.equalsIgnoreCase(name)).isPresent()
                || argument(name).isPresent();
    }
}
