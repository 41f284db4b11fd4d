package signet.server.support;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import signet.server.settings.ShownSettings;

/** Which files the settings name and what is in the data folder: there or not, how large, and who may read them. Never their content. */
final class NamedFiles {
    private static final int MOST = 200;

    private NamedFiles() {}

    static List<Map<String, Object>> of(List<ShownSettings.Reference> references, Path data) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (ShownSettings.Reference reference : references) {
            files.add(facts(reference.key(), reference.path()));
        }
        files.add(facts("server.data", data));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(data)) {
            for (Path entry : entries) {
                if (files.size() < MOST + references.size()) {
                    files.add(facts("in the data folder", entry));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            files.add(Map.of("for", "in the data folder", "error", e.getClass().getSimpleName()));
        }
        return files;
    }

    private static Map<String, Object> facts(String key, Path path) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("for", key);
        facts.put("path", path.toAbsolutePath().normalize());
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            facts.put("exists", true);
            facts.put("kind", attributes.isDirectory() ? "folder" : attributes.isRegularFile() ? "file" : "other");
            facts.put(
                    "link",
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isSymbolicLink());
            facts.put("readable", Files.isReadable(path));
            facts.put("octets", attributes.size());
            facts.put("modified", attributes.lastModifiedTime().toInstant());
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                PosixFileAttributes posix = Files.readAttributes(path, PosixFileAttributes.class);
                facts.put("permissions", PosixFilePermissions.toString(posix.permissions()));
                facts.put("owner", posix.owner().getName());
                facts.put("group", posix.group().getName());
            }
        } catch (NoSuchFileException e) {
            facts.put("exists", false);
        } catch (IOException e) {
            facts.put("error", e.getClass().getSimpleName());
        }
        return facts;
    }
}
