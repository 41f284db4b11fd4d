package signet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import signet.doctor.RemedyScript;
import signet.mail.Protocol;
import signet.oauth.Method;

/** Fills the templates of setup. Pure: answers in, texts out. */
final class SetupFiles {
    /** What stands for the client ID until it is known; the script and {@code signet check} know it too. */
    private static final String UNKNOWN_CLIENT = "CLIENT_ID";

    private static final String CERTIFICATE_LINES = """
                private-key: file:key.pem            # keep it from others; only the certificate is uploaded
                certificate: file:certificate.pem
            """;
    private static final String SECRET_LINES = """
                client-secret: file:client-secret.txt   # not recommended for production; better a certificate
            """;

    private final SetupAnswers answers;
    private final Provider provider;

    /**
     * Where the provider is, when it is not Microsoft.
     *
     * @param loginHost lines of the credential that name authority and trust, indented; empty = Microsoft
     * @param mailHost  what stands after each protocol's name
     */
    record Provider(String loginHost, String trust, Function<Protocol, String> mailHost) {
        static final Provider MICROSOFT = new Provider("", "", protocol -> "{}");
    }

    SetupFiles(SetupAnswers answers, Provider provider) {
        this.answers = answers;
        this.provider = provider;
    }

    private boolean certificate() {
        return answers.method() == Method.CERTIFICATE;
    }

    String settings() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("credential", certificate() ? "by-certificate" : "by-secret");
        values.put("method", answers.method().word());
        values.put("client", answers.client().isEmpty() ? UNKNOWN_CLIENT : answers.client());
        values.put("proof", certificate() ? CERTIFICATE_LINES : SECRET_LINES);
        values.put("login-host", provider.loginHost());
        values.put("accounts", accounts());
        return filled("signet.yaml", values);
    }

    private String accounts() {
        StringBuilder accounts = new StringBuilder();
        Set<String> taken = new HashSet<>();
        for (String mailbox : answers.mailboxes()) {
            accounts.append("  ").append(name(mailbox, taken)).append(":\n");
            accounts.append("    address: ").append(mailbox).append('\n');
            accounts.append("    credential: ")
                    .append(certificate() ? "by-certificate" : "by-secret")
                    .append('\n');
            accounts.append(provider.trust());
            for (Protocol protocol : answers.protocols()) {
                accounts.append("    ").append(protocol.word()).append(": ");
                accounts.append(provider.mailHost().apply(protocol)).append('\n');
            }
        }
        return accounts.toString();
    }

    /** Names match {@code [a-z0-9][a-z0-9-]{0,62}} and are unique. */
    private static String name(String mailbox, Set<String> taken) {
        String local = mailbox.substring(0, mailbox.indexOf('@')).toLowerCase(Locale.ROOT);
        String clean = local.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String base = clean.isEmpty() ? "mailbox" : clean.substring(0, Math.min(clean.length(), 55));
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    String script() {
        return filled(
                "setup.ps1",
                Map.of(
                        "client", answers.client(),
                        "mailboxes", quoted(answers.mailboxes()),
                        "protocols",
                                quoted(answers.protocols().stream()
                                        .map(Protocol::word)
                                        .toList()),
                        "proof-comment",
                                certificate()
                                        ? "uploads certificate.cer"
                                        : "makes a client secret (not recommended for production)",
                        "proof",
                                template(certificate() ? "proof-certificate.ps1" : "proof-secret.ps1")
                                        .stripTrailing()));
    }

    String undoScript() {
        return filled("undo.ps1", Map.of());
    }

    private static String quoted(List<String> values) {
        return values.stream().map(RemedyScript::literal).collect(Collectors.joining(", "));
    }

    String administratorPage() {
        return filled(
                "administrator.md",
                Map.of(
                        "client", client(),
                        "mailbox-list", lines(mailbox -> "- `" + mailbox + "`"),
                        "client-note",
                                answers.client().isEmpty()
                                        ? " Whoever set up Signet needs the first: it takes the place of `CLIENT_ID` in `signet.yaml`, and in the"
                                                + " commands below."
                                        : " The registration is there already: " + answers.client() + ".",
                        "proof-clicks",
                                certificate()
                                        ? "**Certificates & secrets > Certificates > Upload certificate**: `certificate.cer`."
                                        : "**Certificates & secrets > Client secrets > New client secret**; the *value* is shown once."
                                                + " (Not recommended for production.)",
                        "roles", protocols(protocol -> "`" + role(protocol) + "`"),
                        "permissions",
                                lines(mailbox -> "Add-MailboxPermission -Identity " + RemedyScript.literal(mailbox)
                                        + " -User " + client() + " -AccessRights FullAccess"),
                        "switches", protocols(SetupFiles::switchName),
                        "cas",
                                lines(mailbox -> "Set-CASMailbox " + RemedyScript.literal(mailbox)
                                        + answers.protocols().stream()
                                                .map(SetupFiles::switchArgument)
                                                .collect(Collectors.joining()))));
    }

    /** The ID, or the word that stands for it until the registration is made. */
    private String client() {
        return answers.client().isEmpty() ? "CLIENT_ID" : answers.client();
    }

    private String lines(Function<String, String> line) {
        return answers.mailboxes().stream().map(line).collect(Collectors.joining("\n"));
    }

    private String protocols(Function<Protocol, String> word) {
        return answers.protocols().stream().map(word).collect(Collectors.joining(", "));
    }

    static String role(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> "SMTP.SendAsApp";
            case IMAP -> "IMAP.AccessAsApp";
            case POP3 -> "POP.AccessAsApp";
        };
    }

    private static String switchName(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> "*Authenticated SMTP*";
            case IMAP -> "*IMAP*";
            case POP3 -> "*Pop*";
        };
    }

    private static String switchArgument(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> " -SmtpClientAuthenticationDisabled $false";
            case IMAP -> " -ImapEnabled $true";
            case POP3 -> " -PopEnabled $true";
        };
    }

    private String filled(String name, Map<String, String> values) {
        String text = template(name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return text.replace("{{tenant}}", answers.tenant());
    }

    private static String template(String name) {
        try (InputStream resource = SetupFiles.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the template " + name + " is missing from the jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
