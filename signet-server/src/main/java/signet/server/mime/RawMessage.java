package signet.server.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A finished message that somebody hands in without an envelope: its header names the recipients. */
public final class RawMessage {
    private static final List<String> RECIPIENTS = List.of("to", "cc", "bcc");
    private static final List<String> BLIND = List.of("bcc", "resent-bcc");

    private RawMessage() {}

    /**
     * What its header says of the envelope.
     *
     * @param sender     the only address of From
     * @param recipients the addresses of To, Cc and Bcc, each once
     * @param unreadable fields among these whose addresses cannot be read without doubt
     */
    public record Header(Optional<String> sender, List<String> recipients, List<String> unreadable) {}

    /**
     * Copies the message and leaves out the blind copies; every other octet stays. The body streams.
     *
     * @throws MalformedHeaderException when the header cannot be read or is beyond a limit
     */
    public static Header withoutBlindCopies(InputStream in, OutputStream out)
            throws IOException, MalformedHeaderException {
        byte[] start = new byte[16 * 1024];
        int length = 0;
        HeaderEnd end = new HeaderEnd();
        int headerEnd = -1;
        boolean complete = false;
        while (headerEnd < 0 && !complete) {
            if (length == start.length) {
                start = grown(start);
            }
            int got = in.read(start, length, start.length - length);
            complete = got < 0;
            length += Math.max(got, 0);
            headerEnd = end.find(start, length, complete);
        }
        HeaderBlock header = HeaderBlock.read(start, headerEnd < 0 ? length : headerEnd);
        HeaderEdit edit = new HeaderEdit(header);
        BLIND.forEach(name -> header.all(name).forEach(edit::remove));
        if (edit.nothing()) {
            out.write(start, 0, length);
        } else {
            edit.writeTo(out);
            int body = headerEnd < 0 ? length : headerEnd;
            out.write(start, body, length - body);
        }
        in.transferTo(out);
        return read(header);
    }

    private static byte[] grown(byte[] start) throws MalformedHeaderException {
        if (start.length >= HeaderBlock.LONGEST) {
            throw new MalformedHeaderException(
                    "the header of the message has more than " + HeaderBlock.LONGEST + " octets");
        }
        return Arrays.copyOf(start, Math.min(start.length * 4, HeaderBlock.LONGEST));
    }

    private static Header read(HeaderBlock header) {
        Set<String> recipients = new LinkedHashSet<>();
        List<String> unreadable = new ArrayList<>();
        for (String name : RECIPIENTS) {
            for (HeaderBlock.Field field : header.all(name)) {
                if (nobody(header.value(field))) {
                    continue;
                }
                header.addresses(field)
                        .ifPresentOrElse(
                                addresses -> addresses.forEach(address -> recipients.add(address.toString())),
                                () -> unreadable.add(name));
            }
        }
        Optional<String> sender = header.first("from")
                .flatMap(header::addresses)
                .filter(addresses -> addresses.size() == 1)
                .map(addresses -> addresses.get(0).toString());
        return new Header(sender, List.copyOf(recipients), unreadable);
    }

    /** An empty field, or a group without members: {@code undisclosed-recipients:;}. */
    private static boolean nobody(String value) {
        return value.isBlank() || value.matches("[A-Za-z0-9 \"-]{1,100}: *;");
    }
}
