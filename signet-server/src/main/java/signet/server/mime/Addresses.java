package signet.server.mime;

import java.util.List;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.field.address.DefaultAddressParser;
import org.apache.james.mime4j.field.address.ParseException;

/** Addresses as people write them: {@code a@b.example} or {@code Name <a@b.example>}. */
public final class Addresses {
    private Addresses() {}

    /**
     * The address alone, without name and angle brackets.
     *
     * @throws IllegalArgumentException when {@code written} is no single address
     */
    public static String bare(String written) {
        return mailbox(written).getAddress();
    }

    static Mailbox mailbox(String written) {
        if (written.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            // a line break here would let the text go on as another header field
            throw new IllegalArgumentException(
                    "an address with a control character in it: " + written.replaceAll("\\p{Cntrl}", "?"));
        }
        Mailbox mailbox = parsed(written);
        if (mailbox.getLocalPart() == null || mailbox.getLocalPart().isEmpty() || mailbox.getDomain() == null) {
            throw new IllegalArgumentException(
                    "\"" + written + "\" is no mail address; write it like name@example.org");
        }
        return mailbox;
    }

    private static Mailbox parsed(String written) {
        try {
            return DefaultAddressParser.DEFAULT.parseMailbox(written.strip());
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "\"" + written + "\" is no mail address; write it like name@example.org or Name <name@example.org>",
                    e);
        }
    }

    /** A list separated by commas, as a header has it; groups are not taken. */
    static List<Address> list(String written) {
        try {
            List<Address> addresses = List.copyOf(DefaultAddressParser.DEFAULT.parseAddressList(written));
            if (addresses.isEmpty() || addresses.stream().anyMatch(a -> !(a instanceof Mailbox))) {
                throw new IllegalArgumentException("\"" + written + "\" is no list of mail addresses");
            }
            return addresses;
        } catch (ParseException e) {
            throw new IllegalArgumentException("\"" + written + "\" is no list of mail addresses", e);
        }
    }

    static List<Address> mailboxes(List<String> written) {
        return written.stream().<Address>map(Addresses::mailbox).toList();
    }
}
