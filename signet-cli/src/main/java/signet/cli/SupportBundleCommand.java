package signet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import signet.cli.ApiClient.Answer;
import signet.doctor.Catalogue;
import signet.doctor.Doctor;
import signet.doctor.DoctorOptions;
import signet.doctor.Report;
import signet.mail.Protocol;
import signet.server.settings.ConfiguredAccount;
import signet.server.settings.SettingsSource;
import signet.server.support.Bundle;
import signet.server.support.LeftOut;
import signet.server.support.LocalParts;
import signet.server.support.Part;
import signet.server.support.ShortAddresses;

@Command(
        name = "support-bundle",
        description = {
            "Put into one zip file what somebody must know who is asked for help.",
            "In it: versions, the settings with every secret"
                    + " masked, findings, certificates' ends, state of accounts and queue, metrics, the last failed attempts with"
                    + " masked transcripts, the delivery log's last lines, events.",
            "Never in it: passwords, secrets, keys, tokens; what is in messages, their subjects and attachments. Look at it"
                    + " before you send it."
        },
        footer = {
            "",
            "Examples:",
            "  signet support-bundle",
            "  signet support-bundle --test --out ticket-4711.zip",
            "  signet support-bundle --without-server",
            "",
            "Exit status: 0 = written, 1 = the server could not make it, 2 = wrong usage, or the file is there",
            "already."
        })
final class SupportBundleCommand implements Callable<Integer> {
    @Mixin
    private final Settled settled = new Settled();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write it; default signet-support-TIME.zip in this folder. Nothing is overwritten.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--without-server",
            description =
                    "Ask no server: only what settings and data folder tell. That is also done when none answers.")
    private boolean withoutServer;

    @Option(names = "--test", description = "Test every account too, as signet test does.")
    private boolean test;

    @Option(
            names = "--with-addresses",
            description =
                    "Keep mail addresses as they are; else of all but the accounts' own the local part is shortened.")
    private boolean withAddresses;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "How many failed attempts at most, up to 500; default ${DEFAULT-VALUE}.")
    private int attempts = 50;

    @Option(names = "--json", description = "Print an object: where it is, what is in it and what is not.")
    private boolean json;

    private final Terminal terminal;

    SupportBundleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Writes a whole bundle. */
    private interface Maker {
        void writeTo(OutputStream out) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        if (attempts < 0 || attempts > 500) {
            throw Failure.usage("--attempts takes a number from 0 to 500");
        }
        Path target = target();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Maker maker = maker();
        // the folder of the target, so that the last step is one rename; made for its owner alone (0600)
        Path folder = target.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(folder, ".signet-support", ".part");
        try {
            try (OutputStream file = Files.newOutputStream(unfinished)) {
                maker.writeTo(file);
            }
            Answer manifest = manifest(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            terminal.clearProgress();
            print(target, manifest);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return 0;
    }

    private Path target() {
        String name = Bundle.name(terminal.clock().instant()) + ".zip";
        return out.map(given -> Files.isDirectory(given) ? given.resolve(name) : given)
                .orElse(Path.of(name));
    }

    private Maker maker() throws IOException {
        if (withoutServer) {
            return offline("--without-server was given");
        }
        ApiClient client;
        try {
            client = server.client(terminal, settled);
        } catch (Failure e) {
            if (server.named()) {
                throw e;
            }
            return offline("no server could be asked: " + e.getMessage());
        }
        if (!server.named() && !client.answers()) {
            return offline("no server answers at " + client.server());
        }
        String query = ApiClient.query("test", test, "addresses", withAddresses, "attempts", attempts);
        return file -> {
            terminal.progress("asking " + client.server() + (test ? ", which tests every account ..." : " ..."));
            client.download("/v1/support-bundle" + query, file);
        };
    }

    private Maker offline(String why) {
        terminal.note("Without a server: " + why + ".");
        Path file = settled.path(terminal);
        boolean there = settled.named(terminal) || Files.exists(file);
        SettingsSource source = new SettingsSource(
                there ? Optional.of(file) : Optional.empty(),
                Path.of(""),
                name -> Optional.ofNullable(terminal.environment().get(name)),
                terminal.clock(),
                password -> password); // nobody logs in here
        LocalParts local = new LocalParts(
                new LocalParts.Place(source, Optional.empty(), Main.Version.text(), terminal.clock()), List.of());
        ShortAddresses addresses = withAddresses ? ShortAddresses.none() : local.addresses();
        Bundle bundle = local.bundle("By the command, without a server: " + why, addresses);
        local.addTo(bundle, addresses);
        bundle.add(Part.list("accounts.json", "accounts as the settings have them", local.accountShapes(), false));
        for (String part :
                List.of("health.json", "metrics.txt", "incidents.json", "queue.json", "attempts.json", "events.json")) {
            bundle.leaveOut(new LeftOut(part, "needs a running server"));
        }
        if (test) {
            bundle.add(Part.list("test.json", "signet test of every account", tests(local, addresses), false));
        } else {
            bundle.leaveOut(new LeftOut("test.json", "nobody asked for a test of the accounts (--test)"));
        }
        return bundle::writeTo;
    }

    private List<Object> tests(LocalParts local, ShortAddresses addresses) {
        Doctor doctor = new Doctor(Catalogue.load(), terminal.clock());
        List<Object> reports = new ArrayList<>();
        for (ConfiguredAccount account : local.accounts()) {
            List<Protocol> protocols =
                    account.draft().endpoints().keySet().stream().sorted().toList();
            terminal.progress("testing " + account.name() + " ...");
            for (Report report :
                    doctor.diagnose(new Connections(terminal).subject(account), protocols, DoctorOptions.DEFAULTS)) {
                reports.add(addresses.in((Object) TestCommand.json(report)));
            }
        }
        return reports;
    }

    private static Answer manifest(Path bundle) throws IOException {
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(one -> one.getName().endsWith("/" + Bundle.MANIFEST))
                    .findFirst()
                    .orElseThrow(() -> new IOException("what the server sent is no support bundle"));
            try (InputStream in = zip.getInputStream(entry)) {
                Object manifest = Bundle.manifest(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .orElseThrow(() -> new IOException("the bundle's list cannot be read"));
                return new Answer((Map<?, ?>) manifest);
            }
        }
    }

    private void print(Path target, Answer manifest) throws IOException {
        if (json) {
            Map<String, Object> shown = Json.object("file", target.toString(), "octets", Files.size(target));
            shown.putAll(manifest.json());
            terminal.line(Json.indented(shown));
            return;
        }
        for (Answer file : manifest.objects("files")) {
            terminal.line(String.format(
                    "  %-18s %8s  %s%s",
                    file.word("name"),
                    Sizes.of(Long.parseLong(file.word("octets"))),
                    file.word("about"),
                    file.text("cut").map(cut -> " (cut: " + cut + ")").orElse("")));
        }
        for (Answer missing : manifest.objects("missing")) {
            terminal.line(String.format("  %-18s %8s  %s", missing.word("what"), "missing", missing.word("why")));
        }
        terminal.line(terminal.bold(target.toString()) + " (" + Sizes.of(Files.size(target)) + ")");
        terminal.line("Look at it before you send it; its README.txt says what is in it and what is not.");
    }
}
