package signet.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import signet.mail.Envelope;
import signet.server.account.SendingAccount;
import signet.server.mime.Addresses;
import signet.server.mime.MalformedHeaderException;
import signet.server.mime.MessageWriter;
import signet.server.mime.RawMessage;
import signet.server.queue.Acceptance.Accepted;
import signet.server.queue.NotAcceptedException;
import signet.server.queue.NotAcceptedException.Reason;
import signet.server.queue.Offer;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.queue.Submission.Origin;

/** {@code POST /v1/messages}: a message to compose, or a finished one. Answered only after it is durable. */
final class Submitting {
    private static final String RFC_822 = "message/rfc822";
    private static final long OVERHEAD = 1_000_000;

    private final Reception reception;
    private final ApiServices services;
    private final MessageWriter writer;
    private final Set<String> inProgress = ConcurrentHashMap.newKeySet();

    Submitting(ApiServices services) {
        this.services = services;
        this.reception = services.queue().reception();
        this.writer = new MessageWriter(services.clock());
    }

    Answer submit(Call call) throws IOException {
        Optional<String> key = IdempotencyKeys.of(call);
        services.operation().health().check();
        reception.expecting(1);
        try {
            return byType(call, key);
        } finally {
            reception.expecting(-1);
        }
    }

    private Answer byType(Call call, Optional<String> key) throws IOException {
        return switch (call.type()) {
            case Answer.JSON -> composed(call, key);
            case RFC_822 -> finished(call, key);
            default ->
                throw new ProblemException(
                        415,
                        "unsupported-media-type",
                        "the Content-Type has to be application/json (a message to compose) or " + RFC_822
                                + " (a finished one)");
        };
    }

    /** JSON is larger than the message it becomes: base64, and what surrounds it. */
    private long bodyLimit() {
        return reception.limits().message() / 3 * 4 + OVERHEAD;
    }

    private Answer composed(Call call, Optional<String> key) throws IOException {
        call.query();
        DigestedBody body = new DigestedBody(call.body(bodyLimit()), "json");
        try (Spool.Incoming parts = reception.spool().begin();
                Spool.Incoming message = reception.spool().begin()) {
            MessageDraft draft = MessageDraft.read(
                    body, parts, reception.limits(), services.clock().instant());
            SendingAccount account = account(call, draft.account());
            parts.finish();
            try {
                writer.write(draft.composition(account.address(), parts), message);
            } catch (IllegalArgumentException e) {
                throw new ProblemException(422, "invalid-content", String.valueOf(e.getMessage()));
            }
            message.finish();
            Envelope envelope = Envelope.of(draft.sender(account.address()), draft.recipients());
            return accepted(new Offer(
                    account.name(),
                    List.of(),
                    envelope,
                    message,
                    draft.priority(),
                    draft.sendAt(),
                    key.map(k -> IdempotencyKeys.scoped(call.caller(), account.name(), k, body.digest())),
                    origin(call)));
        }
    }

    private Answer finished(Call call, Optional<String> key) throws IOException {
        Query query = call.query("account", "to", "from");
        String name = query.text("account").orElseGet(() -> onlyAccount(call));
        SendingAccount account = account(call, name);
        DigestedBody body = new DigestedBody(call.body(reception.limits().message() + OVERHEAD), call.rawQuery());
        try (Spool.Incoming message = reception.spool().begin()) {
            RawMessage.Header header = raw(body, message);
            message.finish();
            List<String> recipients = query.all("to").isEmpty()
                    ? named(header)
                    : query.all("to").stream()
                            .map(to -> bare("to", to))
                            .distinct()
                            .toList();
            String sender = query.text("from")
                    .map(from -> bare("from", from))
                    .or(header::sender)
                    .orElse(account.address());
            return accepted(new Offer(
                    account.name(),
                    List.of(),
                    Envelope.of(sender, recipients),
                    message,
                    0,
                    Optional.empty(),
                    key.map(k -> IdempotencyKeys.scoped(call.caller(), account.name(), k, body.digest())),
                    origin(call)));
        }
    }

    private static RawMessage.Header raw(InputStream body, Spool.Incoming message) throws IOException {
        try {
            return RawMessage.withoutBlindCopies(body, message);
        } catch (MalformedHeaderException e) {
            throw new NotAcceptedException(Reason.BAD_MESSAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static List<String> named(RawMessage.Header header) throws NotAcceptedException {
        if (!header.unreadable().isEmpty()) {
            throw new NotAcceptedException(
                    Reason.BAD_ADDRESS,
                    "the addresses in the header field " + header.unreadable().get(0)
                            + " cannot be read without doubt; name the recipients with ?to=");
        }
        if (header.recipients().isEmpty()) {
            throw new NotAcceptedException(
                    Reason.BAD_ADDRESS, "the message has no recipient: neither ?to= nor To, Cc or Bcc in its header");
        }
        return header.recipients();
    }

    private static String bare(String parameter, String written) {
        try {
            return Addresses.bare(written);
        } catch (IllegalArgumentException e) {
            throw ProblemException.parameter(parameter, "is no mail address; write it like name@example.org");
        }
    }

    private static Origin origin(Call call) {
        return new Origin(Origin.Kind.API, call.caller().name(), call.peer());
    }

    private SendingAccount account(Call call, String name) throws NotAcceptedException {
        return services.sending()
                .accounts()
                .current()
                .account(name)
                .filter(account -> call.caller().maySee(account.name()))
                .orElseThrow(() -> new NotAcceptedException(
                        Reason.NO_SUCH_ACCOUNT,
                        "there is no such account, or this token may not use it; GET /v1/accounts lists them"));
    }

    private String onlyAccount(Call call) {
        List<String> usable = services.sending().accounts().current().accounts().keySet().stream()
                .filter(call.caller()::maySee)
                .toList();
        if (usable.size() != 1) {
            throw ProblemException.parameter("account", "has to name the account: this token may use several or none");
        }
        return usable.get(0);
    }

    private Answer accepted(Offer offer) throws IOException {
        Optional<String> claim = offer.idempotency().map(key -> key.scope() + "\n" + key.key());
        if (claim.isPresent() && !inProgress.add(claim.get())) {
            throw new NotAcceptedException(
                    Reason.KEY_IN_PROGRESS,
                    "a request with this Idempotency-Key is being worked on; ask again in a moment for its answer");
        }
        try {
            return told(reception.accept(offer));
        } finally {
            claim.ifPresent(inProgress::remove);
        }
    }

    private static Answer told(Accepted accepted) {
        String id = accepted.id().toString();
        Answer answer = Answer.json(202, Map.of("id", id, "state", "queued"));
        return accepted.replayed()
                ? answer.with("Location", "/v1/messages/" + id).with("Idempotency-Replayed", "true")
                : answer.with("Location", "/v1/messages/" + id);
    }
}
