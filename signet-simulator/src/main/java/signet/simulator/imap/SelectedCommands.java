package signet.simulator.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.exchange.Texts;
import signet.simulator.imap.View.Place;
import signet.simulator.wire.Dialog;

/** Commands on the selected folder: FETCH, SEARCH, STORE, COPY, MOVE, EXPUNGE; by number and by UID. */
final class SelectedCommands {
    private static final Set<String> VERBS =
            Set.of("FETCH", "SEARCH", "STORE", "COPY", "MOVE", "EXPUNGE", "CHECK", "CLOSE", "UNSELECT");
    /** Other keywords are refused, as observed. */
    private static final Map<String, String> FLAGS =
            Set.of("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "$MDNSent", "$Forwarded").stream()
                    .collect(Collectors.toUnmodifiableMap(flag -> flag.toLowerCase(Locale.ROOT), flag -> flag));

    private final Dialog dialog;
    private final Mailbox mailbox;

    SelectedCommands(Dialog dialog, Mailbox mailbox) {
        this.dialog = dialog;
        this.mailbox = mailbox;
    }

    static boolean knows(String verb) {
        return VERBS.contains(verb);
    }

    /** Flags in their usual spelling; they are case-insensitive (RFC 3501 §2.3.2). */
    static Set<String> known(List<String> flags) throws BadCommand {
        Set<String> known = new TreeSet<>();
        for (String flag : flags) {
            String spelled = FLAGS.get(flag.toLowerCase(Locale.ROOT));
            if (spelled == null) {
                throw BadCommand.argument();
            }
            known.add(spelled);
        }
        return known;
    }

    /** The tagged answer without the tag. */
    String carryOut(String verb, boolean byUid, View view, Arguments arguments) throws IOException {
        switch (verb) {
            case "FETCH" -> fetch(byUid, view, arguments);
            case "SEARCH" -> search(byUid, view, arguments);
            case "STORE" -> store(byUid, view, arguments);
            case "COPY", "MOVE" -> {
                return copy(verb, byUid, view, arguments);
            }
            case "EXPUNGE" -> expunge(byUid, view, arguments);
            default -> throw BadCommand.unknown();
        }
        return "OK " + verb + " completed.";
    }

    private void fetch(boolean byUid, View view, Arguments arguments) throws IOException {
        List<Place> places = places(byUid, view, arguments);
        arguments.space();
        FetchItems items = FetchItems.parse(arguments, byUid);
        arguments.end();
        FetchWriter writer = new FetchWriter(dialog, items, view.readOnly());
        for (Place place : places) {
            if (view.folder().message(place.message().uid()).isPresent()) { // others may have removed it
                writer.write(place);
            }
        }
    }

    private void search(boolean byUid, View view, Arguments arguments) throws IOException {
        arguments.space();
        Predicate<Place> key = new SearchKeys(view, arguments).parse();
        StringBuilder found = new StringBuilder("* SEARCH");
        int number = 0;
        for (StoredMessage message : view.known()) {
            Place place = new Place(++number, message);
            if (key.test(place)) {
                found.append(' ').append(byUid ? message.uid() : number);
            }
        }
        dialog.send(found.toString());
    }

    private void store(boolean byUid, View view, Arguments arguments) throws IOException {
        List<Place> places = places(byUid, view, arguments);
        arguments.space();
        String item = arguments.word();
        arguments.space();
        Set<String> flags = known(arguments.flags());
        arguments.end();
        boolean silent = item.endsWith(".SILENT");
        String how = silent ? item.substring(0, item.length() - ".SILENT".length()) : item;
        if (view.readOnly() || !Set.of("FLAGS", "+FLAGS", "-FLAGS").contains(how)) {
            throw BadCommand.argument();
        }
        for (Place place : places) {
            if (how.equals("FLAGS")) {
                place.message().flags(flags);
            } else {
                place.message().flag(flags, how.startsWith("+"));
            }
            if (!silent) {
                String uid = byUid ? " UID " + place.message().uid() : "";
                dialog.send("* " + place.number() + " FETCH (FLAGS ("
                        + String.join(" ", new TreeSet<>(place.message().flags())) + ")" + uid + ")");
            }
        }
    }

    /** COPYUID comes tagged with COPY and untagged before the EXPUNGEs with MOVE (RFC 6851 §4.3). */
    private String copy(String verb, boolean byUid, View view, Arguments arguments) throws IOException {
        List<Place> places = places(byUid, view, arguments);
        arguments.space();
        String name = arguments.folder();
        arguments.end();
        Optional<Folder> target = mailbox.find(name);
        if (target.isEmpty()) {
            return Texts.line("imap.no-folder", "folder", "[TRYCREATE] " + name);
        }
        boolean move = verb.equals("MOVE");
        Map<Long, Long> uids = new TreeMap<>();
        for (Place place : places) {
            StoredMessage message = place.message();
            boolean there = move
                    ? view.folder().remove(message.uid())
                    : view.folder().message(message.uid()).isPresent();
            if (there) {
                StoredMessage copied = target.get().append(message.content(), message.flags(), message.internalDate());
                uids.put(message.uid(), copied.uid());
            }
        }
        if (uids.isEmpty()) {
            return "OK " + verb + " completed.";
        }
        String code = "[COPYUID " + target.get().uidValidity() + " " + joined(new ArrayList<>(uids.keySet())) + " "
                + joined(new ArrayList<>(uids.values())) + "]";
        if (move) {
            dialog.send("* OK " + code);
            view.report(dialog, true);
        }
        return "OK " + (move ? "" : code + " ") + verb + " completed.";
    }

    private void expunge(boolean byUid, View view, Arguments arguments) throws IOException {
        Predicate<StoredMessage> which = message -> true;
        if (byUid) {
            Set<StoredMessage> some =
                    places(true, view, arguments).stream().map(Place::message).collect(Collectors.toSet());
            which = some::contains;
        }
        arguments.end();
        if (view.readOnly()) {
            throw BadCommand.argument();
        }
        removeDeleted(view, which);
        view.report(dialog, true);
    }

    void removeDeleted(View view, Predicate<StoredMessage> which) {
        for (StoredMessage message : view.folder().messages()) {
            if (message.has("\\Deleted") && which.test(message)) {
                view.folder().remove(message.uid());
            }
        }
    }

    private static List<Place> places(boolean byUid, View view, Arguments arguments) throws IOException {
        arguments.space();
        return view.places(arguments.atom(), byUid);
    }

    private static String joined(List<Long> numbers) {
        StringBuilder set = new StringBuilder();
        for (int i = 0; i < numbers.size(); ) {
            int end = i;
            while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
                end++;
            }
            set.append(i == 0 ? "" : ",").append(numbers.get(i));
            set.append(end > i ? ":" + numbers.get(end) : "");
            i = end + 1;
        }
        return set.toString();
    }
}
