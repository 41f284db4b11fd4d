package signet.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a written value stands for: {@code env:NAME} a variable, {@code file:PATH} a file's content without one final line
 * break, {@code literal:TEXT} the text behind the colon, anything else itself. No value is ever repeated in a message.
 */
final class Values {
    private static final long MAX_FILE = 1 << 20;
    private static final int MOST_NAMES = 1_000;
    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    private final Path directory;
    private final Environment environment;
    private final Complaints complaints;
    private final boolean ofFile;
    private final Set<Path> files = new LinkedHashSet<>();

    private Values(Path directory, Environment environment, Complaints complaints, boolean ofFile) {
        this.directory = directory;
        this.environment = environment;
        this.complaints = complaints;
        this.ofFile = ofFile;
    }

    /**
     * Values of a settings file.
     *
     * @param directory where relative paths start
     */
    Values(Path directory, Environment environment, Complaints complaints) {
        this(directory, environment, complaints, true);
    }

    /**
     * Values that came by way of the API. Whoever may use it is not for that reason allowed to read this machine's files and
     * variables, and a token endpoint of their choice would be sent what stands in them: no references.
     */
    static Values ofApi(Path directory, Complaints complaints) {
        return new Values(directory, name -> Optional.empty(), complaints, false);
    }

    /** Where relative paths start. */
    Path directory() {
        return directory;
    }

    /** Whether they may refer to files and variables. */
    boolean ofFile() {
        return ofFile;
    }

    /** The files that were named so far, there or not. */
    Set<Path> files() {
        return files;
    }

    /** The value of a plain setting. */
    Optional<String> text(Yaml.Text text, String path, String owner) {
        return value(text, path, owner, false);
    }

    /** The value of a secret setting; a secret that stands in the file itself draws a warning. */
    Optional<String> secret(Yaml.Text text, String path, String owner) {
        String written = text.text();
        if (ofFile && !isReference(written)) {
            if (looksLikeForgottenFile(written)) {
                complaints.error(
                        owner,
                        text.place(),
                        "settings-file-prefix",
                        "'" + path + "' names a file that exists, but without file: in front it is taken as the value",
                        "Write " + path.substring(path.lastIndexOf('.') + 1) + ": file:" + written);
                return Optional.empty();
            }
            complaints.warning(
                    owner,
                    text.place(),
                    "secret-in-file",
                    "'" + path + "' stands in the file in clear",
                    "Put it into a file of its own (file:PATH, mode 0600) or a variable (env:NAME).");
        }
        return value(text, path, owner, true);
    }

    private static boolean isReference(String written) {
        return written.startsWith("env:") || written.startsWith("file:");
    }

    private boolean looksLikeForgottenFile(String written) {
        if (written.length() > 255 || written.contains("\n") || !written.contains(".")) {
            return false;
        }
        try {
            return Files.isRegularFile(directory.resolve(written));
        } catch (InvalidPathException e) {
            return false; // no path, so no forgotten prefix either
        }
    }

    private Optional<String> value(Yaml.Text text, String path, String owner, boolean secret) {
        String written = text.text();
        if (!ofFile && isReference(written)) {
            complaints.error(
                    owner,
                    text.place(),
                    "settings-reference",
                    "'" + path
                            + "' is a reference (env: or file:), and what comes through the API may not read this machine",
                    "Send the value itself; literal:TEXT for one that begins with env: or file:.");
            return Optional.empty();
        }
        if (written.startsWith("env:")) {
            return variable(written.substring("env:".length()), text.place(), path, owner);
        }
        if (written.startsWith("file:")) {
            return file(written.substring("file:".length()), text.place(), path, owner, secret);
        }
        return Optional.of(written.startsWith("literal:") ? written.substring("literal:".length()) : written);
    }

    private Optional<String> variable(String name, Place place, String path, String owner) {
        Optional<String> value = environment.variable(name);
        if (value.isEmpty()) {
            complaints.error(
                    owner,
                    place,
                    "settings-env-missing",
                    "'" + path + "' is env:" + name + ", but there is no such variable",
                    "Set the variable " + name + " in the environment Signet starts in.");
        }
        return value;
    }

    private Optional<String> file(String name, Place place, String path, String owner, boolean secret) {
        try {
            Path file = directory.resolve(name);
            files.add(file);
            if (Files.isDirectory(file)) {
                return unreadable(file, "is a folder", place, path, owner);
            }
            if (Files.size(file) > MAX_FILE) {
                return unreadable(file, "is larger than 1 MiB", place, path, owner);
            }
            if (secret) {
                warnWhenOthersMayRead(file, place, path, owner);
            }
            // ISO 8859-1 keeps every octet, so that a binary file can be recognised and named instead of failing here
            byte[] octets = Files.readAllBytes(file);
            String utf8 = new String(octets, StandardCharsets.UTF_8);
            String content = utf8.indexOf('\uFFFD') < 0 ? utf8 : new String(octets, StandardCharsets.ISO_8859_1);
            return Optional.of(withoutFinalLineBreak(content));
        } catch (InvalidPathException e) {
            return unreadable(Path.of(""), "is no possible file name", place, path, owner);
        } catch (java.nio.file.NoSuchFileException e) {
            return missing(directory.resolve(name), place, path, owner);
        } catch (IOException e) {
            return unreadable(directory.resolve(name), "cannot be read", place, path, owner);
        }
    }

    private Optional<String> missing(Path file, Place place, String path, String owner) {
        String check = near(file).map(near -> "Did you mean " + near + "? ").orElse("");
        complaints.error(
                owner,
                place,
                "settings-file-unreadable",
                "'" + path + "' names the file " + file + ", which does not exist",
                check + "Relative paths start at the folder of the YAML file.");
        return Optional.empty();
    }

    /** A file beside the one that is not there, with nearly the same name. */
    private static Optional<Path> near(Path file) {
        Path folder = file.getParent();
        if (folder == null || file.getFileName() == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> beside = Files.list(folder)) {
            List<String> names = beside.limit(MOST_NAMES)
                    .map(path -> String.valueOf(path.getFileName()))
                    .toList();
            return NearWord.of(file.getFileName().toString(), names).map(folder::resolve);
        } catch (IOException | UncheckedIOException e) {
            return Optional
                    .empty(); // a folder that may not be listed has no suggestions, and the file is still missing
        }
    }

    private Optional<String> unreadable(Path file, String why, Place place, String path, String owner) {
        complaints.error(
                owner,
                place,
                "settings-file-unreadable",
                "'" + path + "' names the file " + file + ", which " + why,
                "Check the path (relative paths start at the folder of the YAML file) and who may read the file.");
        return Optional.empty();
    }

    private void warnWhenOthersMayRead(Path file, Place place, String path, String owner) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (FOR_OTHERS.stream().anyMatch(permissions::contains)) {
            complaints.warning(
                    owner,
                    place,
                    "secret-file-open",
                    "'" + path + "' is in the file " + file + ", which others may read or change",
                    "chmod 600 " + file);
        }
    }

    private static String withoutFinalLineBreak(String content) {
        if (content.endsWith("\r\n")) {
            return content.substring(0, content.length() - 2);
        }
        return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
    }
}
