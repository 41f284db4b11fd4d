package signet.server.settings;

import static signet.server.settings.CredentialBlock.*;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import signet.doctor.Code;
import signet.doctor.CredentialDraft;
import signet.doctor.Finding;
import signet.doctor.Lifetime;
import signet.doctor.Successor;
import signet.mail.Stage;
import signet.oauth.Secret;
import signet.server.settings.ConfiguredSuccessor.Origin;

/** Makes of a credential's block what follows it: its {@code next}, else the pair kept in files beside its own. */
final class SuccessorReader {
    private static final String FILE = "file:";
    private static final Duration DAY = Duration.ofDays(1);

    private final Complaints complaints;
    private final Instant now;

    SuccessorReader(Complaints complaints, Instant now) {
        this.complaints = complaints;
        this.now = now;
    }

    Optional<ConfiguredSuccessor> read(Block credential, CredentialDraft first) {
        String owner = Owners.next(credential.owner());
        Optional<Block> declared = credential.block(NEXT, owner);
        if (declared.isPresent()) {
            Block block = declared.get();
            Successor material = new Successor(
                    block.secret(KEY),
                    block.secret(PASSPHRASE),
                    block.wrapped(CERTIFICATE),
                    block.secret(SECRET),
                    CredentialReader.date(block.text(EXPIRES)));
            boolean ofFile = block.values().ofFile();
            return Optional.of(configured(
                    first,
                    material,
                    new Found(
                            ofFile ? Origin.DECLARED : Origin.STORED,
                            owner,
                            credential.place(NEXT),
                            ofFile ? instead(block) : "")));
        }
        return beside(credential, owner)
                .map(material ->
                        configured(first, material, new Found(Origin.BESIDE, owner, credential.place(KEY), "")));
    }

    /** Where it was found, and whom its faults disable. */
    private record Found(Origin origin, String owner, Place place, String instead) {}

    private ConfiguredSuccessor configured(CredentialDraft first, Successor material, Found found) {
        boolean unreadable = complaints.hasError(found.owner()); // a variable or a file that is not there
        Successor.Reading reading = material.read(first, now);
        if (!unreadable) { // what was left out is no second fault
            reading.findings().forEach(finding -> complaints.add(found.owner(), about(found, finding)));
            due(first, reading, found).ifPresent(finding -> complaints.add(found.owner(), finding));
        }
        return new ConfiguredSuccessor(
                material,
                found.origin(),
                reading.draft(),
                unreadable ? Optional.empty() : reading.credential(),
                complaints.of(found.owner()),
                found.instead());
    }

    /** What is written as next in signet.yaml belongs in the first place once its time has come. */
    private Optional<Finding> due(CredentialDraft first, Successor.Reading reading, Found found) {
        return Lifetime.end(first)
                .filter(end -> found.origin() == Origin.DECLARED
                        && reading.credential().isPresent()
                        && end.minus(DAY).isBefore(now))
                .map(end -> new Finding(
                        Code.NEXT_DUE.word(),
                        Code.NEXT_DUE.severity(),
                        found.place() + ": next: credential " + first.name() + ": what it has "
                                + (end.isAfter(now) ? "ends on " : "ended on ") + end
                                + "; a running server uses what follows, once the login host gives a token for it.",
                        List.of(),
                        ConfiguredSuccessor.advice(first.name(), found.instead()),
                        Stage.CONFIGURATION));
    }

    private static Finding about(Found found, Finding finding) {
        return CredentialReader.at(
                found.place(),
                new Finding(
                        finding.code(),
                        finding.severity(),
                        "next: " + finding.summary(),
                        finding.causes(),
                        finding.remedy(),
                        finding.stage(),
                        finding.facts()));
    }

    /** The keys as they are written; a value in clear is not repeated. */
    private static String instead(Block next) {
        return next.writtenTexts().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + shown(entry))
                .collect(Collectors.joining(", "));
    }

    private static String shown(Map.Entry<String, Yaml.Text> entry) {
        String text = entry.getValue().text();
        boolean open = text.startsWith("env:")
                || text.startsWith(FILE)
                || entry.getKey().equals(EXPIRES);
        return open ? text : "(as under next)";
    }

    private static Optional<Successor> beside(Block credential, String owner) {
        Optional<Yaml.Text> key = credential.scalar(KEY).filter(SuccessorReader::isFile);
        Optional<Yaml.Text> certificate = credential.scalar(CERTIFICATE).filter(SuccessorReader::isFile);
        if (!credential.values().ofFile() || key.isEmpty() || certificate.isEmpty()) {
            return Optional.empty();
        }
        List<Yaml.Text> both = List.of(next(key.get()), next(certificate.get()));
        if (!both.stream().map(text -> isThere(text, credential.values())).reduce(true, Boolean::logicalAnd)) {
            return Optional.empty(); // none, or the first of two that are just being written
        }
        Values values = credential.values();
        return Optional.of(new Successor(
                values.secret(both.get(0), credential.path() + "." + KEY, owner).map(Secret::of),
                Optional.empty(),
                values.text(both.get(1), credential.path() + "." + CERTIFICATE, owner)
                        .map(Secret::of),
                Optional.empty(),
                Optional.empty()));
    }

    private static boolean isFile(Yaml.Text text) {
        return text.text().startsWith(FILE);
    }

    private static Yaml.Text next(Yaml.Text file) {
        return new Yaml.Text(file.text() + ".next", true, file.place());
    }

    /** Whether the file is there; once it comes, or goes, that is a change of the settings. */
    private static boolean isThere(Yaml.Text file, Values values) {
        try {
            Path path = values.directory().resolve(file.text().substring(FILE.length()));
            values.files().add(path);
            return Files.isRegularFile(path);
        } catch (InvalidPathException e) {
            return false; // complained of where the first one is read
        }
    }
}
