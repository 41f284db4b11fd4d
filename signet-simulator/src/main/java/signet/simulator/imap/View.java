package signet.simulator.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.wire.Dialog;

/** The selected folder as one session knows it: sequence numbers are places in this list, from 1. */
final class View {
    private final Folder folder;
    private final boolean readOnly;
    private List<StoredMessage> known;
    private long version;

    View(Folder folder, boolean readOnly) {
        this.folder = folder;
        this.readOnly = readOnly;
        this.version = folder.version();
        this.known = folder.messages();
    }

    Folder folder() {
        return folder;
    }

    boolean readOnly() {
        return readOnly;
    }

    List<StoredMessage> known() {
        return known;
    }

    /** A message with its number. */
    record Place(int number, StoredMessage message) {}

    /** Those of a set that the session knows, in order. */
    List<Place> places(String set, boolean byUid) throws BadCommand {
        long largest = known.isEmpty() ? 0 : byUid ? known.get(known.size() - 1).uid() : known.size();
        Numbers numbers = Numbers.parse(set, largest);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            if (numbers.contains(byUid ? known.get(i).uid() : i + 1)) {
                places.add(new Place(i + 1, known.get(i)));
            }
        }
        return places;
    }

    /** Tells what came and, when allowed, what went. */
    void report(Dialog dialog, boolean expunges) throws IOException {
        if (folder.version() == version) {
            return;
        }
        long seen = folder.version();
        List<StoredMessage> now = folder.messages();
        boolean pending = false;
        if (expunges) {
            expunge(dialog, now);
        } else {
            pending = gone(now).isPresent();
        }
        long newest = known.isEmpty() ? 0 : known.get(known.size() - 1).uid();
        int before = known.size();
        now.stream().filter(message -> message.uid() > newest).forEach(known::add);
        if (known.size() != before) {
            dialog.send("* " + known.size() + " EXISTS");
            dialog.send("* 0 RECENT");
        }
        version = pending ? version : seen;
    }

    private void expunge(Dialog dialog, List<StoredMessage> now) throws IOException {
        Set<StoredMessage> there = new HashSet<>(now);
        List<StoredMessage> left = new ArrayList<>(known.size());
        for (StoredMessage message : known) {
            if (there.contains(message)) {
                left.add(message);
            } else {
                // each EXPUNGE moves the numbers behind it (RFC 3501 §7.4.1)
                dialog.send("* " + (left.size() + 1) + " EXPUNGE");
            }
        }
        known = left;
    }

    private Optional<StoredMessage> gone(List<StoredMessage> now) {
        Set<StoredMessage> there = new HashSet<>(now);
        return known.stream().filter(message -> !there.contains(message)).findFirst();
    }
}
