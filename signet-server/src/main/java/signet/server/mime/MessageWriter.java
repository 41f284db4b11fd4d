package signet.server.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.field.Fields;
import org.apache.james.mime4j.message.BasicBodyFactory;
import org.apache.james.mime4j.message.BodyPartBuilder;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.message.MultipartBuilder;
import org.apache.james.mime4j.stream.NameValuePair;
import signet.mail.Content;

/** Composes messages. Safe for use by many threads. */
public final class MessageWriter {
    private static final int LONGEST_LINE = 998; // RFC 5322 §2.1.1

    private final InstantSource clock;

    public MessageWriter(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Writes the message with CRLF line ends; attachments pass through a small buffer.
     *
     * @return the Message-ID, angle brackets included, at the domain of the From address
     * @throws IllegalArgumentException when an address, the subject or a further field cannot stand in a header
     * @throws IOException              when an attachment cannot be read or {@code out} not be written
     */
    public String write(Composition composition, OutputStream out) throws IOException {
        Mailbox from = Addresses.mailbox(composition.from());
        String messageId = "<" + UUID.randomUUID() + "@" + from.getDomain() + ">";
        Message.Builder message = Message.Builder.of()
                .addField(Fields.date("Date", Date.from(clock.instant()), TimeZone.getTimeZone("UTC")))
                .addField(Fields.from(from));
        if (!composition.to().isEmpty()) {
            message.addField(Fields.to(Addresses.mailboxes(composition.to())));
        }
        if (!composition.cc().isEmpty()) {
            message.addField(Fields.cc(Addresses.mailboxes(composition.cc())));
        }
        if (composition.to().isEmpty() && composition.cc().isEmpty()) {
            // RFC 5322 §3.4: a group without members, so that blind copies stay blind and the header has a recipient
            message.addField(new org.apache.james.mime4j.stream.RawField("To", "undisclosed-recipients:;"));
        }
        message.addField(Fields.subject(checkedSubject(composition.subject())))
                .addField(Fields.messageId(messageId))
                .addField(Fields.version("1.0"));
        HeaderFields.of(composition.headers()).forEach(message::addField);
        body(message, composition);
        Message built = message.build();
        try {
            new DefaultMessageWriter().writeMessage(built, out);
        } finally {
            built.dispose();
        }
        return messageId;
    }

    private static String checkedSubject(String subject) {
        if (subject.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new IllegalArgumentException("the subject has a line break or another control character in it");
        }
        return subject;
    }

    private static void body(Message.Builder message, Composition composition) {
        if (composition.html().isEmpty() && composition.attachments().isEmpty()) {
            Text text = Text.of("plain", composition.text());
            message.setBody(text.body())
                    .setContentType(text.type(), Text.UTF_8)
                    .setContentTransferEncoding(text.encoding());
        } else if (composition.attachments().isEmpty()) {
            message.setBody(alternatives(composition));
        } else {
            message.setBody(mixed(composition));
        }
    }

    private static Multipart alternatives(Composition composition) {
        return MultipartBuilder.create("alternative")
                .addBodyPart(Text.of("plain", composition.text()).asPart())
                .addBodyPart(Text.of("html", composition.html().orElseThrow()).asPart())
                .build();
    }

    private static Multipart mixed(Composition composition) {
        BodyPartBuilder first = composition.html().isPresent()
                ? BodyPartBuilder.create().setBody(alternatives(composition))
                : Text.of("plain", composition.text()).asPart();
        MultipartBuilder mixed = MultipartBuilder.create("mixed").addBodyPart(first);
        for (Attachment attachment : composition.attachments()) {
            mixed.addBodyPart(attached(attachment));
        }
        return mixed.build();
    }

    private static BodyPartBuilder attached(Attachment attachment) {
        BodyPartBuilder part = BodyPartBuilder.create();
        part.setBody(new StreamedBody(attachment.content()));
        part.setField(Fields.contentType(attachment.type()));
        part.setField(Fields.contentTransferEncoding(attachment.encoding()));
        part.setField(DispositionField.attachment(attachment.name()));
        return part;
    }

    /** A text with its type and the encoding it needs. */
    private record Text(TextBody body, String type, String encoding) {
        static final NameValuePair UTF_8 = new NameValuePair("charset", "utf-8");

        static Text of(String subtype, String text) {
            String canonical = text.replaceAll("\r\n|\r|\n", "\r\n");
            TextBody body = BasicBodyFactory.INSTANCE.textBody(canonical, StandardCharsets.UTF_8);
            return new Text(body, "text/" + subtype, encodingFor(canonical));
        }

        BodyPartBuilder asPart() {
            return BodyPartBuilder.create()
                    .setBody(body)
                    .setContentType(type, UTF_8)
                    .setContentTransferEncoding(encoding);
        }
    }

    /** The smallest encoding that every server passes on unchanged, also one without 8BITMIME. */
    private static String encodingFor(String text) {
        long outside = text.chars()
                .filter(c -> c > 126 || (c < ' ' && c != '\r' && c != '\n' && c != '\t'))
                .count();
        boolean shortLines = text.lines().allMatch(line -> line.length() <= LONGEST_LINE);
        if (outside == 0 && shortLines) {
            return "7bit";
        }
        return outside * 5 < text.length() ? "quoted-printable" : "base64";
    }

    /** Octets read when they are written, not before. */
    private static final class StreamedBody extends BinaryBody {
        private final Content content;

        StreamedBody(Content content) {
            this.content = content;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return content.open();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream octets = content.open()) {
                octets.transferTo(out);
            }
        }
    }
}
