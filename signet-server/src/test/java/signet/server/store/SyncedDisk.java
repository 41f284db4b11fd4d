package signet.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A disk that keeps what was synced and nothing else: a write counts once a sync of its file that began after it has returned,
 * a name once a sync of its folder has. The worst a power loss may do without breaking its promise.
 */
final class SyncedDisk implements SystemCalls.Witness {
    private final String folder;
    private final Map<String, Inode> names = new HashMap<>();
    private final Map<String, Inode> durableNames = new HashMap<>();
    private final IdentityHashMap<SystemCalls.Call, Runnable> syncs = new IdentityHashMap<>();

    /** A file apart from its names. */
    private static final class Inode {
        private final List<SystemCalls.Call> written = new ArrayList<>();
        private int durable;
        private long end;
    }

    SyncedDisk(Path folder) {
        this.folder = folder.toString();
    }

    @Override
    public void began(SystemCalls.Call call) {
        if (call.name().equals("fsync") || call.name().equals("fdatasync")) {
            syncs.put(call, sync(call.path()));
        }
    }

    /** What the sync makes durable: what is there as it begins. */
    private Runnable sync(String path) {
        Inode inode = names.get(path);
        if (inode != null) {
            int covered = inode.written.size();
            return () -> inode.durable = Math.max(inode.durable, covered);
        }
        Map<String, Inode> covered = new HashMap<>();
        names.forEach((name, file) -> {
            if (path.equals(parent(name))) {
                covered.put(name, file);
            }
        });
        return () -> {
            Set<String> gone = new HashSet<>(durableNames.keySet());
            gone.removeIf(name -> !path.equals(parent(name)) || covered.containsKey(name));
            durableNames.keySet().removeAll(gone);
            durableNames.putAll(covered);
        };
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    @Override
    public void succeeded(SystemCalls.Call call) {
        boolean ours = call.path().startsWith(folder) || call.other().startsWith(folder);
        if (!ours) {
            return;
        }
        switch (call.name()) {
            case "fsync", "fdatasync" -> {
                Runnable effect = syncs.remove(call);
                if (effect != null) {
                    effect.run();
                }
            }
            case "rename" -> {
                Inode moved = names.remove(call.path());
                if (moved != null) {
                    names.put(call.other(), moved);
                }
            }
            case "unlink" -> names.remove(call.path());
            default -> write(names.computeIfAbsent(call.path(), name -> new Inode()), call);
        }
    }

    private static void write(Inode inode, SystemCalls.Call call) {
        if (call.number() >= 0) {
            inode.written.add(call);
            return;
        }
        inode.written.add(new SystemCalls.Call("pwrite64", call.path(), "", call.octets(), inode.end));
        inode.end += call.octets().getFirst().length;
    }

    /** Writes what survives into another folder. */
    void materialise(Path target) throws IOException {
        for (Map.Entry<String, Inode> file : durableNames.entrySet()) {
            Path path = target.resolve(Path.of(folder).relativize(Path.of(file.getKey())));
            Files.createDirectories(path.getParent());
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                for (SystemCalls.Call call : file.getValue().written.subList(0, file.getValue().durable)) {
                    apply(channel, call);
                }
            }
        }
    }

    private static void apply(FileChannel channel, SystemCalls.Call call) throws IOException {
        if (call.name().equals("ftruncate")) {
            channel.truncate(call.number());
            return;
        }
        ByteBuffer octets = ByteBuffer.wrap(call.octets().getFirst());
        long at = call.number();
        while (octets.hasRemaining()) {
            at += channel.write(octets, at);
        }
    }
}
