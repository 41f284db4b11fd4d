package signet.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import signet.cli.ApiClient.Answer;
import signet.server.mime.Attachment;
import signet.server.mime.Composition;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Hands a message to a running server and, where somebody wants to know, waits for what becomes of it. */
final class QueuedSending {
    private static final Duration FIRST_LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final ApiClient client;

    QueuedSending(Terminal terminal, ApiClient client) {
        this.terminal = terminal;
        this.client = client;
    }

    /** The only account the token may see. */
    String onlyAccount() throws IOException {
        List<Answer> accounts = client.get("/v1/accounts").objects("accounts");
        if (accounts.size() != 1) {
            throw Failure.usage("which account? Name it with --account: "
                    + String.join(
                            ", ", accounts.stream().map(a -> a.word("name")).toList()));
        }
        return accounts.get(0).word("name");
    }

    /** A message the server composes; without {@code from} the account's address stands there. */
    Answer composed(String account, Optional<String> from, Composition message) throws IOException {
        Path body = Files.createTempFile("signet-send-", ".json");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(body))) {
                write(account, from, message, out);
            }
            return client.post(
                    "/v1/messages", body, "application/json", UUID.randomUUID().toString());
        } finally {
            Files.deleteIfExists(body);
        }
    }

    /** Attachments pass through a small buffer: base64 in groups of three octets has no seams. */
    private static void write(String account, Optional<String> from, Composition message, OutputStream out)
            throws IOException {
        try (JsonGenerator json = new JsonMapper().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringProperty("account", account);
            from.ifPresent(address -> json.writeStringProperty("from", address));
            list(json, "to", message.to());
            list(json, "cc", message.cc());
            list(json, "bcc", message.bcc());
            json.writeStringProperty("subject", message.subject());
            json.writeStringProperty("text", message.text());
            message.html().ifPresent(html -> json.writeStringProperty("html", html));
            json.writeArrayPropertyStart("attachments");
            for (Attachment attachment : message.attachments()) {
                json.writeStartObject();
                json.writeStringProperty("name", attachment.name());
                json.writeStringProperty("type", type(attachment));
                json.writeName("content");
                try (InputStream octets = attachment.content().open()) {
                    json.writeBinary(
                            Base64Variants.MIME_NO_LINEFEEDS,
                            octets,
                            Math.toIntExact(attachment.content().size()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** A message inside a message goes as plain octets: the server takes no other kind. */
    private static String type(Attachment attachment) {
        return attachment.type().equals("message/rfc822") ? "application/octet-stream" : attachment.type();
    }

    private static void list(JsonGenerator json, String name, List<String> items) {
        json.writeArrayPropertyStart(name);
        items.forEach(json::writeString);
        json.writeEndArray();
    }

    /** A finished message. */
    Answer finished(String account, Optional<String> from, List<String> recipients, Path file) throws IOException {
        StringBuilder path = new StringBuilder("/v1/messages" + ApiClient.query("account", account, "from", from));
        recipients.forEach(
                to -> path.append('&').append(ApiClient.query("to", to).substring(1)));
        return client.post(
                path.toString(), file, "message/rfc822", UUID.randomUUID().toString());
    }

    /** Looks at the message until no recipient is pending any more; progress says why it takes its time. */
    Answer settled(String id) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        Duration pause = FIRST_LOOK;
        while (true) {
            Answer message = client.get("/v1/messages/" + id);
            if (!message.word("state").equals("queued")) {
                terminal.clearProgress();
                return message;
            }
            terminal.progress("queued: "
                    + message.object("waiting").map(w -> w.word("text")).orElse(""));
            try {
                never.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.failed("interrupted; the message " + id + " stays in the queue");
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
