package signet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import signet.oauth.CertificatesReading;
import signet.oauth.PemReader;
import signet.oauth.PrivateKeyReading;
import signet.oauth.Problem;
import signet.oauth.Secret;
import signet.oauth.Thumbprint;
import signet.oauth.Thumbprints;
import signet.server.certificate.CertificateMaker;
import signet.server.certificate.CertificateOrder;
import signet.server.certificate.NewKeyPair;

@Command(
        name = "cert",
        description = "Make and read the key pairs that app registrations trust.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  signet cert create --subject CN=mail-gateway --out secrets",
            "  signet cert show certificate.pem key.pem",
            "  signet cert thumbprint \"06 ca c0 3a ee a8 00 1b 69 b4 73 08 7b bc cb d6 be a3 44 e4\"",
            "  signet cert public-key certificate.pem"
        })
final class CertCommand implements Runnable {
    private static final String PASSPHRASE_HELP =
            "Where the passphrase of the key is: env:NAME or file:PATH; without a value it is asked for.";

    private final Terminal terminal;

    CertCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw Failure.usage("which of create, show, thumbprint, public-key?");
    }

    @Command(
            description = {
                "Make an RSA key and a self-signed certificate.",
                "Written are key.pem (readable by you only), certificate.pem, and certificate.cer to upload to the app registration."
                        + " Nothing is overwritten."
            },
            footer = {
                "",
                "Examples:",
                "  signet cert create --out secrets",
                "  signet cert create --subject CN=mail-gateway --days 365 --passphrase env:KEY_PASSPHRASE --out secrets"
            })
    int create(
            @Option(
                            names = "--subject",
                            defaultValue = "CN=Signet mail",
                            paramLabel = "CN=...",
                            description = "Whose it is, an X.500 name; default ${DEFAULT-VALUE}.")
                    String subject,
            @Option(
                            names = "--days",
                            defaultValue = "730",
                            paramLabel = "N",
                            description = "How many days it is valid; default ${DEFAULT-VALUE}.")
                    int days,
            @Option(
                            names = "--key-size",
                            defaultValue = "3072",
                            paramLabel = "BITS",
                            description = "Bits of the RSA key; default ${DEFAULT-VALUE}.")
                    int size,
            @Option(
                            names = "--passphrase",
                            arity = "0..1",
                            fallbackValue = "ask",
                            paramLabel = "WHERE",
                            description = PASSPHRASE_HELP)
                    Optional<String> passphrase,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "DIR",
                            description = "The folder; made where there is none.")
                    Path out,
            @Option(names = "--json", description = "Print the result as JSON.") boolean json)
            throws IOException {
        CertificateOrder order =
                new CertificateOrder(subject, Duration.ofDays(days), size, passphrase.map(this::newPassphrase));
        terminal.progress("making an RSA key of " + size + " bits ...");
        NewKeyPair made = new CertificateMaker(new SecureRandom())
                .make(order, terminal.clock().instant());
        terminal.clearProgress();
        made.write(out);
        Map<String, Object> facts = facts(made.keyPair().certificate());
        facts.put("keyFile", out.resolve(NewKeyPair.KEY_FILE));
        facts.put("certificateFile", out.resolve(NewKeyPair.CERTIFICATE_FILE));
        facts.put("uploadFile", out.resolve(NewKeyPair.UPLOAD_FILE));
        if (json) {
            terminal.line(Json.indented(facts));
        } else {
            table(facts);
            terminal.note("Upload " + out.resolve(NewKeyPair.UPLOAD_FILE) + " to the app registration (Certificates &"
                    + " secrets > Certificates). The portal then lists the SHA-1 thumbprint above.");
        }
        return 0;
    }

    @Command(
            description = {
                "Show what is in PEM or DER files.",
                "That is validity, key size, thumbprints in every form, and whether key and"
                        + " certificate belong together. Never shows a private key."
            },
            footer = {
                "",
                "Examples:",
                "  signet cert show certificate.pem",
                "  signet cert show key.pem certificate.pem      do they belong together?"
            })
    int show(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "Certificates and keys, PEM or DER.")
                    List<Path> files,
            @Option(
                            names = "--passphrase",
                            arity = "0..1",
                            fallbackValue = "ask",
                            paramLabel = "WHERE",
                            description = PASSPHRASE_HELP)
                    Optional<String> passphrase,
            @Option(names = "--json", description = "Print the result as JSON.") boolean json)
            throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        List<RSAPrivateKey> keys = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Optional<Secret> secret = passphrase.map(this::passphrase);
        for (Path file : files) {
            String pem = pem(file);
            CertificatesReading read = PemReader.certificates(pem);
            PrivateKeyReading key = PemReader.privateKey(Secret.of(pem), secret);
            certificates.addAll(read.certificates());
            keys.addAll(key.keys());
            if (read.certificates().isEmpty() && key.keys().isEmpty()) {
                problems.addAll(pem.contains("PRIVATE KEY") ? key.problems() : read.problems());
            }
        }
        List<Object> shown = new ArrayList<>();
        certificates.forEach(certificate -> {
            Map<String, Object> facts = facts(certificate);
            if (!keys.isEmpty()) {
                facts.put("keyMatches", keys.stream().anyMatch(key -> matches(key, certificate)));
            }
            shown.add(facts);
        });
        boolean mismatch = !certificates.isEmpty()
                && keys.stream()
                        .anyMatch(key -> certificates.stream().noneMatch(certificate -> matches(key, certificate)));
        if (json) {
            terminal.line(Json.indented(Json.object("certificates", shown, "privateKeys", sizes(keys))));
        } else {
            shown.forEach(facts -> table((Map<?, ?>) facts));
            sizes(keys).forEach(bits -> terminal.line("private key         RSA, " + bits + " bits"));
        }
        problems.forEach(problem -> terminal.note("signet: " + problem.summary() + ". " + problem.remedy()));
        if (mismatch) {
            terminal.note(
                    "signet: the key and the certificate do not belong together; find the certificate made with this"
                            + " key, or make a new pair with: signet cert create");
        }
        return mismatch || !problems.isEmpty() ? Failure.FAILED : 0;
    }

    @Command(
            description = {
                "Convert a thumbprint into every form.",
                "That is hex as the portal shows it, with colons as OpenSSL does, and"
                        + " base64url as x5t and x5t#S256 carry it."
            },
            footer = {
                "",
                "Examples:",
                "  signet cert thumbprint certificate.pem",
                "  signet cert thumbprint \"06 ca c0 3a ee a8 00 1b 69 b4 73 08 7b bc cb d6 be a3 44 e4\""
            })
    int thumbprint(
            @Parameters(
                            arity = "1..*",
                            paramLabel = "THUMBPRINT|FILE",
                            description = "Hex in any spelling, x5t, x5t#S256, or a certificate file.")
                    List<String> given,
            @Option(names = "--json", description = "Print the result as JSON.") boolean json)
            throws IOException {
        String text = String.join(" ", given);
        List<Thumbprint> thumbprints = new ArrayList<>();
        if (Files.isRegularFile(Path.of(given.get(0)))) {
            Thumbprints all = Thumbprints.of(certificate(Path.of(given.get(0))));
            thumbprints.addAll(List.of(all.sha1(), all.sha256()));
        } else {
            thumbprints.add(Thumbprints.parse(text)
                    .orElseThrow(
                            () -> Failure.usage("\"" + text + "\" is neither a file nor a thumbprint: SHA-1 has 40 hex"
                                    + " digits or 27 base64url characters, SHA-256 has 64 or 43")));
        }
        List<Object> forms = new ArrayList<>();
        for (Thumbprint thumbprint : thumbprints) {
            forms.add(Json.object(
                    "digest",
                    thumbprint.kind().algorithm(),
                    "hex",
                    thumbprint.hex(),
                    "colons",
                    thumbprint.colons(),
                    thumbprint.kind().header().header(),
                    thumbprint.base64url()));
        }
        if (json) {
            terminal.line(Json.indented(forms));
        } else {
            forms.forEach(form -> table((Map<?, ?>) form));
        }
        return 0;
    }

    @Command(
            name = "public-key",
            description = "Print the public key of a certificate (PEM, SubjectPublicKeyInfo).",
            footer = {"", "Example:", "  signet cert public-key certificate.pem"})
    int publicKey(@Parameters(paramLabel = "FILE", description = "The certificate, PEM or DER.") Path file)
            throws IOException {
        byte[] der = certificate(file).getPublicKey().getEncoded();
        terminal.line("-----BEGIN PUBLIC KEY-----");
        terminal.line(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        terminal.line("-----END PUBLIC KEY-----");
        return 0;
    }

    private static X509Certificate certificate(Path file) throws IOException {
        CertificatesReading read = PemReader.certificates(pem(file));
        if (read.certificates().isEmpty()) {
            throw Failure.usage(file + ": "
                    + (read.problems().isEmpty()
                            ? "there is no certificate in it"
                            : read.problems().get(0).summary()));
        }
        return read.certificates().get(0);
    }

    /** The file as PEM; a DER certificate, such as the {@code .cer} from the portal, is wrapped. */
    private static String pem(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        boolean der = octets.length > 1 && octets[0] == 0x30 && octets[1] == (byte) 0x82;
        return der
                ? "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets)
                        + "\n-----END CERTIFICATE-----\n"
                : new String(octets, StandardCharsets.UTF_8);
    }

    private static Map<String, Object> facts(X509Certificate certificate) {
        Thumbprints thumbprints = Thumbprints.of(certificate);
        return Json.object(
                "subject", certificate.getSubjectX500Principal().getName(),
                "validFrom", certificate.getNotBefore().toInstant(),
                "validUntil", certificate.getNotAfter().toInstant(),
                "key", certificate.getPublicKey().getAlgorithm(),
                "keySize",
                        certificate.getPublicKey() instanceof RSAKey rsa
                                ? rsa.getModulus().bitLength()
                                : 0,
                "sha1", thumbprints.sha1Hex(),
                "sha256", thumbprints.sha256Hex(),
                "x5t", thumbprints.x5t(),
                "x5t#S256", thumbprints.x5tS256());
    }

    private static List<Integer> sizes(List<RSAPrivateKey> keys) {
        return keys.stream().map(key -> key.getModulus().bitLength()).toList();
    }

    private static boolean matches(RSAPrivateKey key, X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey open
                && open.getModulus().equals(key.getModulus());
    }

    private void table(Map<?, ?> facts) {
        facts.forEach((name, value) -> terminal.line(String.format("%-18s  %s", words(String.valueOf(name)), value)));
    }

    private static String words(String name) {
        return name.startsWith("x5t") ? name : name.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
    }

    private Secret newPassphrase(String source) {
        return source.equals("ask") ? terminal.askSecret("passphrase for the key") : passphrase(source);
    }

    private Secret passphrase(String source) {
        if (source.startsWith("env:")) {
            return Secret.of(terminal.variable(source.substring(4))
                    .orElseThrow(() -> Failure.usage("the variable " + source.substring(4) + " is not set")));
        }
        if (source.startsWith("file:")) {
            try {
                String text = Files.readString(Path.of(source.substring(5)));
                return Secret.of(text.replaceFirst("\r?\n$", "")); // one final line break is dropped
            } catch (IOException e) {
                throw Failure.usage("the passphrase cannot be read: " + e);
            }
        }
        if (source.equals("ask")) {
            return terminal.askSecret("passphrase");
        }
        throw Failure.usage(
                "--passphrase takes env:NAME or file:PATH; a passphrase on the command line would be seen by others");
    }
}
