package signet.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.doctor.Catalogue;
import signet.mail.Account;
import signet.mail.Content;
import signet.mail.Disposition;
import signet.mail.Endpoint;
import signet.mail.Envelope;
import signet.mail.Protocol;
import signet.mail.Reply;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.server.mime.Addresses;
import signet.server.mime.Attachment;
import signet.server.mime.Composition;
import signet.server.mime.MessageWriter;

@Command(
        name = "send",
        description = {
            "Send one message now, directly, or hand it to a running server.",
            "The provider's reply is the result.",
            "Compose it from options, or pass a finished message with --raw. Attachments of any size are streamed.",
            "With --queue a running server takes it and sends it as soon as it can; its id is the result."
        },
        footer = {
            "",
            "Examples:",
            "  signet send --to ann@example.org --subject Hello --body \"It works.\"",
            "  report | signet send --to ann@example.org --subject Report --body - --attach report.pdf",
            "  signet send --to ann@example.org --raw message.eml",
            "  signet send --queue --wait --to ann@example.org --subject Hello --body \"It works.\"",
            "",
            "Exit status: 0 = every recipient accepted, or the message is durably queued; 1 = at least one not;",
            "2 = wrong usage or configuration."
        })
final class SendCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Option(names = "--account", paramLabel = "A", description = "The account to send as; default the only one.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--from", paramLabel = "ADDRESS", description = "Default the account's address.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "ADDRESS", description = "A recipient; may be repeated.")
    private List<String> to = new ArrayList<>();

    @Option(names = "--cc", paramLabel = "ADDRESS", description = "A copy; may be repeated.")
    private List<String> cc = new ArrayList<>();

    @Option(names = "--bcc", paramLabel = "ADDRESS", description = "A copy nobody else sees; may be repeated.")
    private List<String> bcc = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "S", description = "The subject; default none.")
    private String subject = "";

    @Option(names = "--body", paramLabel = "TEXT|-", description = "The text, or - to read standard input.")
    private Optional<String> body = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "The same text as HTML.")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--attach", paramLabel = "FILE", description = "A file to attach; may be repeated.")
    private List<Path> attachments = new ArrayList<>();

    @Option(names = "--raw", paramLabel = "FILE|-", description = "A finished message (RFC 5322), sent as it is.")
    private Optional<String> raw = Optional.empty();

    @Option(names = "--queue", description = "Hand it to a running server instead of sending it from here.")
    private boolean queue;

    @Option(names = "--wait", description = "With --queue: until every recipient is delivered or given up.")
    private boolean wait;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--json", description = "Print one object.")
    private boolean json;

    private final Terminal terminal;

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        check();
        if (queue) {
            return queued();
        }
        Account sender = settled.usable(terminal, account, Protocol.SMTP);
        String author = from.orElse(sender.address());
        Composition composition = composition(author);
        List<String> recipients = composition.recipients();
        Path spool = Files.createTempFile("signet-send-", ".eml");
        try {
            String messageId = write(composition, spool);
            Content content =
                    raw.isPresent() && !raw.get().equals("-") ? Content.of(Path.of(raw.get())) : Content.of(spool);
            Delivery delivery;
            try (SmtpSession session = SmtpSession.open(sender, new StageProgress(terminal))) {
                terminal.progress("sending " + content.size() + " octets ...");
                delivery = session.send(Envelope.of(Addresses.bare(author), recipients), content, BeforeDot.NONE);
            }
            terminal.clearProgress();
            return report(sender, messageId, delivery);
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private void check() {
        if (to.isEmpty() && cc.isEmpty() && bcc.isEmpty()) {
            throw Failure.usage("to whom? Name at least one recipient with --to");
        }
        boolean composed = body.isPresent() || html.isPresent() || !attachments.isEmpty() || !subject.isEmpty();
        if (raw.isPresent() && composed) {
            throw Failure.usage(
                    "--raw is a finished message: --subject, --body, --html and --attach do not go with it");
        }
        if (wait && !queue) {
            throw Failure.usage("--wait goes with --queue; sent directly, the provider's reply is the result anyway");
        }
        if (raw.isEmpty() && !composed) {
            throw Failure.usage("what shall be sent? Give --subject and --body, or a finished message with --raw");
        }
    }

    private int queued() throws IOException {
        QueuedSending sending = new QueuedSending(terminal, server.client(terminal, settled));
        String name = account.isPresent() ? account.get() : sending.onlyAccount();
        ApiClient.Answer accepted = handedIn(sending, name);
        String id = accepted.word("id");
        if (wait) {
            ApiClient.Answer message = sending.settled(id);
            if (json) {
                terminal.line(Json.indented(message.json()));
            } else {
                new MessageStory(terminal, false).tell(message);
            }
            return message.word("state").equals("delivered") ? 0 : Failure.FAILED;
        }
        terminal.line(json ? Json.indented(accepted.json()) : "queued as " + id);
        return 0;
    }

    private ApiClient.Answer handedIn(QueuedSending sending, String name) throws IOException {
        // the author's address stands in only where nobody named one: the server knows the account's
        Composition composition = composition(from.orElse("nobody@localhost"));
        if (raw.isEmpty()) {
            return sending.composed(name, from, composition);
        }
        if (!raw.get().equals("-")) {
            return sending.finished(name, from, composition.recipients(), Path.of(raw.get()));
        }
        Path spool = Files.createTempFile("signet-send-", ".eml");
        try {
            write(composition, spool);
            return sending.finished(name, from, composition.recipients(), spool);
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private Composition composition(String author) throws IOException {
        Optional<String> page = html.isPresent() ? Optional.of(Files.readString(html.get())) : Optional.empty();
        String text = "-".equals(body.orElse("")) ? terminal.readAll() : body.orElse("");
        List<Attachment> attached = new ArrayList<>();
        for (Path file : attachments) {
            attached.add(Attachment.of(file));
        }
        return new Composition(author, to, cc, bcc, subject, text, page, attached);
    }

    /** Puts what has no file of its own into one; the Message-ID if it is ours. */
    private String write(Composition composition, Path spool) throws IOException {
        if (raw.isPresent() && !raw.get().equals("-")) {
            return "";
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool))) {
            if (raw.isPresent()) {
                terminal.in().transferTo(out);
                return "";
            }
            return new MessageWriter(terminal.clock()).write(composition, out);
        }
    }

    private int report(Account sender, String messageId, Delivery delivery) {
        Endpoint server = sender.endpoint(Protocol.SMTP).orElseThrow();
        boolean all = delivery.dispositions().stream().allMatch(d -> d.kind() == Disposition.Kind.ACCEPTED);
        if (json) {
            terminal.line(Json.indented(Json.object(
                    "ok", all,
                    "account", sender.name(),
                    "server", server.toString(),
                    "messageId", messageId.isEmpty() ? Optional.empty() : messageId,
                    "octets", delivery.octetsSent(),
                    "recipients",
                            delivery.dispositions().stream()
                                    .map(SendCommand::json)
                                    .toList())));
        } else {
            delivery.dispositions().forEach(disposition -> people(server, disposition));
            if (all && !messageId.isEmpty()) {
                terminal.line("Message-ID: " + messageId);
            }
        }
        return all ? 0 : Failure.FAILED;
    }

    private static Map<String, Object> json(Disposition disposition) {
        return Json.object(
                "address", disposition.recipient(),
                "result", word(disposition.kind()),
                "step", disposition.step().name().toLowerCase(Locale.ROOT),
                "reply", disposition.reply().map(Reply::toString),
                "fault", disposition.fault().map(fault -> fault.message()));
    }

    private static String word(Disposition.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void people(Endpoint server, Disposition disposition) {
        boolean accepted = disposition.kind() == Disposition.Kind.ACCEPTED;
        String said = disposition
                .reply()
                .map(Reply::toString)
                .or(() -> disposition.fault().map(fault -> fault.message()))
                .orElse("no answer");
        String word = word(disposition.kind());
        terminal.line((accepted ? terminal.green(word) : terminal.red(word)) + " by " + server + " for "
                + disposition.recipient() + ": " + said);
        if (!accepted && disposition.reply().isPresent()) {
            Catalogue.load()
                    .match(disposition.reply().get())
                    .ifPresent(entry -> new Findings(terminal)
                            .print(Catalogue.load().explain(said).subList(0, 1)));
        }
    }
}
