package signet.server.queue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.server.mime.HeaderBlock;
import signet.server.mime.HeaderBlock.Field;
import signet.server.mime.HeaderEdit;
import signet.server.mime.MalformedHeaderException;
import signet.server.mime.StrictAddress;
import signet.server.queue.NotAcceptedException.Reason;

/**
 * What a message's header has to be, and what is changed in it:
 *
 * <ul>
 *   <li>more than {@value #MOST_HOPS} Received fields, or one of this host: the message goes in a circle, refused;
 *   <li>From: exactly one, every address of it allowed; otherwise refused, or replaced by the account's address with the old one
 *       in Reply-To unless there is one. A missing From becomes the sender's (RFC 6409 §8.1 lets us complete a message);
 *   <li>Sender: allowed like From, otherwise refused or taken out;
 *   <li>Bcc: taken out – it was for the program that sent, not for the readers (RFC 5322 §3.6.3);
 *   <li>Date and Message-ID: added where they are missing (RFC 6409 §8.2, §8.3);
 *   <li>the listener's Received field goes in front.
 * </ul>
 *
 * Nothing else is changed, and a header that needs none of this stays as it is, octet for octet.
 */
final class HeaderRules {
    static final int MOST_HOPS = 50;
    private static final int LONGEST_SUBJECT = 256;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final SenderRules senders;
    private final String reversePath;
    private final EntryId id;
    private final Optional<Trace> trace;
    private final Instant now;

    /**
     * @param reversePath as it will be sent
     * @param id          for a Message-ID, where none is there
     */
    HeaderRules(SenderRules senders, String reversePath, EntryId id, Optional<Trace> trace, Instant now) {
        this.senders = senders;
        this.reversePath = reversePath;
        this.id = id;
        this.trace = trace;
        this.now = now;
    }

    EntryId id() {
        return id;
    }

    CheckedHeader check(byte[] octets, int end) throws NotAcceptedException {
        HeaderBlock header;
        try {
            header = HeaderBlock.read(octets, end);
        } catch (MalformedHeaderException e) {
            throw new NotAcceptedException(Reason.BAD_MESSAGE, String.valueOf(e.getMessage()), e);
        }
        HeaderEdit edit = new HeaderEdit(header);
        hops(header);
        trace.ifPresent(line -> edit.prepend(line.received()));
        from(header, edit);
        sender(header, edit);
        header.all("Bcc").forEach(edit::remove);
        if (header.first("Date").isEmpty()) {
            edit.append("Date", DATE.format(now));
        }
        Optional<String> messageId = header.first("Message-ID").map(header::value);
        if (messageId.isEmpty()) {
            messageId = Optional.of("<" + id + "@" + domain(senders.account().address()) + ">");
            edit.append("Message-ID", messageId.get());
        }
        return new CheckedHeader(edit, messageId, subject(header));
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static String subject(HeaderBlock header) {
        String subject = header.first("Subject").map(header::text).orElse("");
        return subject.length() > LONGEST_SUBJECT
                ? subject.substring(0, subject.offsetByCodePoints(0, LONGEST_SUBJECT / 2))
                : subject;
    }

    private void hops(HeaderBlock header) throws NotAcceptedException {
        List<Field> hops = header.all("Received");
        if (hops.size() > MOST_HOPS) {
            throw new NotAcceptedException(
                    Reason.LOOP,
                    "mail loop: the message has " + hops.size() + " Received fields; the limit is " + MOST_HOPS);
        }
        if (trace.isPresent() && !hops.isEmpty()) {
            String ours = Trace.by(trace.get().host());
            for (Field hop : hops) {
                if (header.value(hop).contains(ours)) {
                    throw new NotAcceptedException(
                            Reason.LOOP,
                            "mail loop: the message was accepted here before, its Received field says so; "
                                    + "a program that sends on what it read must leave the trace fields out");
                }
            }
        }
    }

    private void from(HeaderBlock header, HeaderEdit edit) throws NotAcceptedException {
        List<Field> fields = header.all("From");
        if (fields.size() > 1) {
            throw new NotAcceptedException(
                    Reason.BAD_MESSAGE,
                    "the message has " + fields.size() + " From fields; RFC 5322 allows one, and readers differ in "
                            + "which one they believe");
        }
        if (fields.isEmpty()) {
            edit.append("From", reversePath.isEmpty() ? senders.account().address() : reversePath);
            return;
        }
        Field from = fields.getFirst();
        Optional<List<StrictAddress>> addresses = header.addresses(from);
        if (addresses.isPresent() && allowed(addresses.get())) {
            return;
        }
        if (!senders.rewrite()) {
            throw addresses.isEmpty()
                    ? new NotAcceptedException(
                            Reason.BAD_MESSAGE,
                            "the From field cannot be read: " + SenderRules.shown(header.value(from))
                                    + "; write it like From: Name <name@example.org>")
                    : senders.refusal("the From address " + SenderRules.shown(text(addresses.get())));
        }
        edit.remove(from);
        edit.append("From", senders.account().address());
        if (addresses.isPresent() && header.first("Reply-To").isEmpty()) {
            edit.appendCopy("Reply-To", from);
        }
    }

    private static String text(List<StrictAddress> addresses) {
        return String.join(", ", addresses.stream().map(StrictAddress::toString).toList());
    }

    private boolean allowed(List<StrictAddress> addresses) {
        return addresses.stream().allMatch(address -> senders.allow(address.toString()));
    }

    private void sender(HeaderBlock header, HeaderEdit edit) throws NotAcceptedException {
        for (Field field : header.all("Sender")) {
            Optional<List<StrictAddress>> addresses = header.addresses(field);
            if (addresses.isPresent() && allowed(addresses.get())) {
                continue;
            }
            if (!senders.rewrite()) {
                throw senders.refusal("the Sender field " + SenderRules.shown(header.value(field)));
            }
            edit.remove(field);
        }
    }
}
