package signet.server.api;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.mime.Addresses;
import signet.server.mime.Attachment;
import signet.server.mime.Composition;
import signet.server.mime.HeaderFields;
import signet.server.queue.Limits;
import signet.server.queue.Spool;

/**
 * A message somebody wants composed, as the JSON of {@code POST /v1/messages} has it.
 *
 * @param from absent = the account's address
 */
record MessageDraft(
        String account,
        Optional<String> from,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        Text text,
        Map<String, String> headers,
        List<AttachmentDraft> attachments,
        int priority,
        Optional<Instant> sendAt) {
    private static final int MOST_ATTACHMENTS = 100;
    private static final int MOST_HEADERS = 100;
    /** A text is held in memory, unlike an attachment; many at a time must not use it up. */
    private static final int LONGEST_TEXT = 10_000_000;

    private static final Duration FARTHEST = Duration.ofDays(366);

    /** What is read. */
    record Text(String subject, String plain, Optional<String> html) {}

    /**
     * Reads the body to its end; attachments go decoded into {@code parts} one after the other.
     *
     * @throws ProblemException with everything that is wrong
     */
    static MessageDraft read(InputStream body, Spool.Incoming parts, Limits limits, Instant now) {
        int longest = (int) Math.min(limits.message(), LONGEST_TEXT);
        Members members = Members.of(new Json(longest).read(body, new AttachmentOctets(parts)));
        String account = members.required("account");
        Optional<String> from = addresses(members, "from").stream().findFirst();
        List<String> to = addresses(members, "to");
        List<String> cc = addresses(members, "cc");
        List<String> bcc = addresses(members, "bcc");
        recipients(members, to.size() + cc.size() + bcc.size(), limits);
        Text text = text(members);
        Map<String, String> headers = headers(members);
        List<AttachmentDraft> attachments = attachments(members);
        int priority = members.whole("priority", -10, 10, 0);
        Optional<Instant> sendAt = members.time("sendAt");
        sendAt.filter(at -> at.isAfter(now.plus(FARTHEST)))
                .ifPresent(at -> members.complain("sendAt", "is more than " + FARTHEST.toDays() + " days ahead"));
        members.done();
        return new MessageDraft(account, from, to, cc, bcc, text, headers, attachments, priority, sendAt);
    }

    private static List<String> addresses(Members members, String name) {
        List<String> written = members.texts(name);
        for (int i = 0; i < written.size(); i++) {
            try {
                Addresses.bare(written.get(i));
            } catch (IllegalArgumentException e) {
                String where =
                        written.size() == 1 && members.raw(name).orElse("") instanceof String ? name : name + "/" + i;
                members.complain(
                        where, "is no mail address; write it like name@example.org or Name <name@example.org>");
            }
        }
        return written;
    }

    private static void recipients(Members members, int count, Limits limits) {
        if (count == 0) {
            members.complain("to", "is missing: name at least one recipient in to, cc or bcc");
        } else if (count > limits.recipients()) {
            members.complain(
                    "to",
                    "there are " + count + " recipients; the limit is " + limits.recipients()
                            + " (limits.recipients in signet.yaml)");
        }
    }

    private static Text text(Members members) {
        String subject = members.text("subject").orElse("");
        if (subject.chars().anyMatch(c -> c < ' ' || c == 0x7f) || subject.length() > HeaderFields.LONGEST) {
            members.complain(
                    "subject",
                    "has no line break or other control character, and at most " + HeaderFields.LONGEST
                            + " characters");
        }
        return new Text(subject, members.text("text").orElse(""), members.text("html"));
    }

    private static Map<String, String> headers(Members members) {
        Map<String, String> headers = new LinkedHashMap<>();
        Optional<Members> given = members.object("headers");
        if (given.isEmpty()) {
            return headers;
        }
        Map<String, Object> all = given.get().all();
        if (all.size() > MOST_HEADERS) {
            members.complain("headers", "there are " + all.size() + " headers; the limit is " + MOST_HEADERS);
            return headers;
        }
        all.forEach((name, value) -> {
            Optional<String> wrong =
                    value instanceof String text ? HeaderFields.wrong(name, text) : Optional.of("expected is a string");
            wrong.ifPresentOrElse(
                    why -> given.get().complain(Members.escaped(name), why), () -> headers.put(name, value.toString()));
        });
        return headers;
    }

    private static List<AttachmentDraft> attachments(Members members) {
        List<Members> written = members.objects("attachments");
        if (written.size() > MOST_ATTACHMENTS) {
            members.complain(
                    "attachments", "there are " + written.size() + " attachments; the limit is " + MOST_ATTACHMENTS);
            return List.of();
        }
        List<AttachmentDraft> drafts = new ArrayList<>();
        written.forEach(attachment -> AttachmentDraft.read(attachment).ifPresent(drafts::add));
        return drafts;
    }

    Composition composition(String accountAddress, Spool.Incoming parts) {
        List<Attachment> attached =
                attachments.stream().map(draft -> draft.attachment(parts)).toList();
        return new Composition(
                from.orElse(accountAddress), to, cc, bcc, text.subject(), text.plain(), text.html(), attached, headers);
    }

    /** The reverse-path. */
    String sender(String accountAddress) {
        return Addresses.bare(from.orElse(accountAddress));
    }

    /** The forward-paths, each once. */
    List<String> recipients() {
        Set<String> bare = new LinkedHashSet<>();
        List.of(to, cc, bcc).forEach(field -> field.forEach(address -> bare.add(Addresses.bare(address))));
        return List.copyOf(bare);
    }

    /** Sends the base64 of attachments into the spool while the JSON is read. */
    private record AttachmentOctets(Spool.Incoming parts) implements Json.Octets {
        @Override
        public boolean wanted(String pointer) {
            return pointer.matches("/attachments/\\d+/content");
        }

        @Override
        public Object take(Source source) {
            long start = parts.size();
            source.writeTo(parts);
            return new AttachmentDraft.Range(start, parts.size() - start);
        }
    }
}
