package signet.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How files looked at one moment; two that are equal hold the same content, as far as a file system can tell. */
record FileTimes(Map<Path, String> marks) {
    static final FileTimes NONE = new FileTimes(Map.of());

    FileTimes {
        marks = Map.copyOf(marks);
    }

    static FileTimes of(Collection<Path> files) {
        Map<Path, String> marks = new HashMap<>();
        files.forEach(file -> marks.put(file, mark(file)));
        return new FileTimes(marks);
    }

    /** Of these alone. */
    FileTimes only(Set<Path> files) {
        Map<Path, String> some = new HashMap<>(marks);
        some.keySet().retainAll(files);
        return new FileTimes(some);
    }

    private static String mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // a copy may keep time and size; the time of the last change of the inode it cannot keep
            Object changed = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? Files.getAttribute(file, "unix:ctime")
                    : "";
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey() + " " + changed;
        } catch (NoSuchFileException e) {
            return "absent";
        } catch (IOException e) {
            return "unreadable: " + e.getClass().getSimpleName(); // what that means, the reading says
        }
    }
}
