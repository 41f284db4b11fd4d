package signet.simulator.imap;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.Spool;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.exchange.Texts;
import signet.simulator.wire.Dialog;
import signet.simulator.wire.Line;
import signet.simulator.wire.Lookout;

/** Commands that need a mailbox: folders, APPEND, IDLE; those on the selected folder go to {@link SelectedCommands}. */
final class MailboxCommands {
    private static final String FLAGS = "\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent";

    private final Dialog dialog;
    private final Mailbox mailbox;
    private final Lookout lookout;
    private final SelectedCommands onSelected;
    private final Object turn = new Object();
    private Optional<View> selected = Optional.empty();
    private boolean idling;

    MailboxCommands(Dialog dialog, Mailbox mailbox, Lookout lookout) {
        this.dialog = dialog;
        this.mailbox = mailbox;
        this.lookout = lookout;
        this.onSelected = new SelectedCommands(dialog, mailbox);
    }

    /** Tells what other sessions and deliveries have changed. */
    void report(boolean expunges) throws IOException {
        if (selected.isPresent()) {
            selected.get().report(dialog, expunges);
        }
    }

    /** The tagged answer without the tag. */
    String carryOut(String tag, String verb, boolean byUid, Arguments arguments) throws IOException {
        switch (verb) {
            case "NAMESPACE" -> dialog.send("* NAMESPACE ((\"\" \"/\")) NIL NIL");
            case "LIST", "LSUB" -> list(verb, arguments);
            case "SELECT", "EXAMINE" -> {
                return select(verb, arguments);
            }
            case "STATUS" -> status(arguments);
            case "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE" -> change(verb, arguments);
            case "APPEND" -> {
                return append(arguments);
            }
            case "IDLE" -> idle();
            case "CHECK" -> {} // everything is stored already
            case "CLOSE", "UNSELECT" -> leave(verb);
            default -> {
                View view = selected.orElseThrow(() ->
                        new BadCommand(SelectedCommands.knows(verb) ? "imap.invalid-state" : "imap.command-error"));
                String answer = onSelected.carryOut(verb, byUid, view, arguments);
                // RFC 3501 §7.4.1: numbers must not move during FETCH, STORE and SEARCH by number
                view.report(dialog, byUid || !Set.of("FETCH", "STORE", "SEARCH").contains(verb));
                return answer;
            }
        }
        arguments.end();
        report(true);
        return "OK " + verb + " completed.";
    }

    private void list(String verb, Arguments arguments) throws IOException {
        arguments.space();
        String reference = arguments.folder();
        arguments.space();
        String pattern = reference + arguments.folder();
        arguments.end();
        if (pattern.equals(reference)) {
            dialog.send("* " + verb + " (\\Noselect) \"/\" \"\"");
            return;
        }
        List<Folder> folders = mailbox.folders();
        for (Folder folder : folders) {
            String name = folder.name();
            boolean inbox = name.equals("INBOX") && FolderNames.matches(pattern.toUpperCase(Locale.ROOT), name);
            if (inbox || FolderNames.matches(pattern, name)) {
                boolean children = folders.stream().anyMatch(f -> f.name().startsWith(name + "/"));
                String attribute = children ? "\\HasChildren" : "\\HasNoChildren";
                dialog.send("* " + verb + " (" + attribute + ") \"/\" " + FolderNames.quoted(name));
            }
        }
    }

    private String select(String verb, Arguments arguments) throws IOException {
        arguments.space();
        selected = Optional.empty(); // RFC 3501 §6.3.1: also when the new one cannot be selected
        Folder folder = folder(arguments);
        arguments.end();
        View view = new View(folder, verb.equals("EXAMINE"));
        dialog.send("* " + view.known().size() + " EXISTS");
        dialog.send("* 0 RECENT");
        dialog.send("* FLAGS (" + FLAGS + ")");
        dialog.send("* OK [PERMANENTFLAGS (" + (view.readOnly() ? "" : FLAGS) + ")] Permanent flags");
        for (int i = 0; i < view.known().size(); i++) {
            if (!view.known().get(i).has("\\Seen")) {
                dialog.send("* OK [UNSEEN " + (i + 1) + "] Is the first unseen message");
                break;
            }
        }
        dialog.send("* OK [UIDVALIDITY " + folder.uidValidity() + "] UIDVALIDITY value");
        dialog.send("* OK [UIDNEXT " + folder.uidNext() + "] The next unique identifier value");
        selected = Optional.of(view);
        return "OK [" + (view.readOnly() ? "READ-ONLY" : "READ-WRITE") + "] " + verb + " completed.";
    }

    private void status(Arguments arguments) throws IOException {
        arguments.space();
        Folder folder = folder(arguments);
        arguments.space();
        arguments.expect('(');
        StringBuilder items = new StringBuilder();
        do {
            String item = arguments.word();
            long value = switch (item) {
                case "MESSAGES" -> folder.count();
                case "UIDNEXT" -> folder.uidNext();
                case "UIDVALIDITY" -> folder.uidValidity();
                case "RECENT" -> 0;
                case "UNSEEN" ->
                    folder.messages().stream().filter(m -> !m.has("\\Seen")).count();
                default -> throw BadCommand.argument();
            };
            items.append(items.length() == 0 ? "" : " ")
                    .append(item)
                    .append(' ')
                    .append(value);
        } while (arguments.take(' '));
        arguments.expect(')');
        dialog.send("* STATUS " + FolderNames.quoted(folder.name()) + " (" + items + ")");
    }

    private void change(String verb, Arguments arguments) throws IOException {
        arguments.space();
        String name = arguments.folder();
        boolean exists = mailbox.find(name).isPresent();
        boolean done = switch (verb) {
            case "CREATE" -> !exists && !name.isEmpty() && mailbox.create(name).count() == 0;
            case "DELETE" -> mailbox.delete(name);
            case "RENAME" -> {
                arguments.space();
                yield mailbox.rename(name, arguments.folder());
            }
            default -> exists;
        };
        if (!done) {
            throw new Refused(
                    Texts.line(verb.equals("CREATE") ? "imap.folder-exists" : "imap.no-folder", "folder", name));
        }
    }

    private String append(Arguments arguments) throws IOException {
        arguments.space();
        String name = arguments.folder();
        arguments.space();
        Set<String> flags = new TreeSet<>();
        if (arguments.next('(')) {
            flags.addAll(SelectedCommands.known(arguments.flags()));
            arguments.space();
        }
        Instant date = dialog.context().clock().instant();
        if (arguments.take('"')) {
            date = date(arguments.until('"'));
            arguments.space();
        }
        try (Spool spool = dialog.context().exchange().spool()) {
            arguments.literal(spool, dialog.context().exchange().policies().messageSize());
            arguments.end();
            Optional<Folder> folder = mailbox.find(name);
            if (folder.isEmpty()) {
                return Texts.line("imap.no-folder", "folder", "[TRYCREATE] " + name);
            }
            if (mailbox.full()) {
                return Texts.line("imap.over-quota");
            }
            StoredMessage stored = folder.get().append(spool.finish(), flags, date);
            report(true);
            return "OK [APPENDUID " + folder.get().uidValidity() + " " + stored.uid() + "] APPEND completed.";
        }
    }

    private static Instant date(String text) throws BadCommand {
        try {
            return Instant.from(Dates.INTERNAL.parse(text.strip()));
        } catch (DateTimeException e) {
            throw BadCommand.argument();
        }
    }

    /** RFC 2177. What arrives is told by the thread that delivers it, and by nobody once DONE has come. */
    private void idle() throws IOException {
        dialog.send(Texts.line("imap.idle"));
        dialog.flush();
        idling(true);
        Runnable watcher = this::tell;
        selected.ifPresent(view -> view.folder().watch(watcher));
        try {
            tell(); // what came since the last command
            Line line = dialog.line(1024, dialog.context().exchange().policies().idleTimeout(), lookout);
            if (!line.text().equalsIgnoreCase("DONE")) {
                throw BadCommand.unknown();
            }
        } finally {
            idling(false);
            selected.ifPresent(view -> view.folder().unwatch(watcher));
        }
    }

    private void idling(boolean begins) {
        synchronized (turn) {
            idling = begins;
        }
    }

    private void tell() {
        synchronized (turn) { // several deliveries at once would mix their lines
            try {
                if (idling) {
                    report(true);
                    dialog.flush();
                }
            } catch (IOException e) {
                dialog.note("end", "the client left during IDLE: " + e.getMessage());
            }
        }
    }

    private void leave(String verb) throws IOException {
        View view = selected.orElseThrow(() -> new BadCommand("imap.invalid-state"));
        if (verb.equals("CLOSE") && !view.readOnly()) {
            onSelected.removeDeleted(view, m -> true);
        }
        selected = Optional.empty();
    }

    private Folder folder(Arguments arguments) throws IOException {
        String name = arguments.folder();
        return mailbox.find(name).orElseThrow(() -> new Refused(Texts.line("imap.no-folder", "folder", name)));
    }
}
