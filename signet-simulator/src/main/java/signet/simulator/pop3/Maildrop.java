package signet.simulator.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import signet.simulator.exchange.Folder;
import signet.simulator.exchange.FolderRole;
import signet.simulator.exchange.Mailbox;
import signet.simulator.exchange.StoredMessage;
import signet.simulator.exchange.Texts;
import signet.simulator.wire.Dialog;

/** The INBOX as it was at login (RFC 1939 §5): numbers stay, DELE marks, QUIT removes. */
final class Maildrop {
    private static final int BLOCK = 16_384;

    private final Dialog dialog;
    private final Mailbox mailbox;
    private final Folder folder;
    private final List<StoredMessage> messages;
    private final BitSet deleted = new BitSet();

    Maildrop(Dialog dialog, Mailbox mailbox) {
        this.dialog = dialog;
        this.mailbox = mailbox;
        this.folder = mailbox.folder(FolderRole.INBOX);
        this.messages = folder.messages();
    }

    /** Removes what was marked. */
    void update() {
        deleted.stream().forEach(i -> folder.remove(messages.get(i).uid()));
        deleted.clear();
    }

    /** Gives the place back; marks are forgotten. */
    void leave() {
        mailbox.leavePop();
    }

    void carryOut(String verb, String argument) throws IOException {
        switch (verb) {
            case "STAT" -> dialog.send("+OK " + count() + " " + octets());
            case "LIST" -> list(argument, false);
            case "UIDL" -> list(argument, true);
            case "RETR" -> retrieve(argument);
            case "TOP" -> top(argument);
            case "DELE" -> delete(argument);
            case "RSET" -> {
                deleted.clear();
                dialog.send("+OK");
            }
            default -> dialog.send(Texts.line("pop3.unknown"));
        }
    }

    private int count() {
        return messages.size() - deleted.cardinality();
    }

    private long octets() {
        long sum = 0;
        for (int i = 0; i < messages.size(); i++) {
            sum += deleted.get(i) ? 0 : messages.get(i).content().size();
        }
        return sum;
    }

    private void list(String argument, boolean ids) throws IOException {
        if (!argument.isEmpty()) {
            Optional<Integer> index = index(argument);
            dialog.send(index.isEmpty() ? Texts.line("pop3.no-message") : "+OK " + entry(index.get(), ids));
            return;
        }
        StringBuilder lines = new StringBuilder(ids ? "+OK\r\n" : "+OK " + count() + " " + octets() + "\r\n");
        for (int i = 0; i < messages.size(); i++) {
            if (!deleted.get(i)) {
                lines.append(entry(i, ids)).append("\r\n");
            }
        }
        dialog.send(lines + ".");
    }

    private String entry(int index, boolean id) {
        StoredMessage message = messages.get(index);
        return (index + 1) + " " + (id ? uniqueId(message) : message.content().size());
    }

    /** 1 to 70 characters that stay with the message (RFC 1939 §7). */
    private String uniqueId(StoredMessage message) {
        return String.format(Locale.ROOT, "AAMk%08X%010X=", folder.uidValidity(), message.uid());
    }

    private void retrieve(String argument) throws IOException {
        Optional<Integer> index = index(argument);
        if (index.isEmpty()) {
            dialog.send(Texts.line("pop3.no-message"));
            return;
        }
        StoredMessage message = messages.get(index.get());
        dialog.send("+OK " + message.content().size() + " octets");
        transmit(message, Integer.MAX_VALUE);
    }

    private void top(String argument) throws IOException {
        String[] words = argument.split(" +");
        Optional<Integer> index = index(words[0]);
        if (index.isEmpty() || words.length != 2 || !words[1].matches("[0-9]{1,9}")) {
            dialog.send(Texts.line("pop3.no-message"));
            return;
        }
        dialog.send("+OK");
        transmit(messages.get(index.get()), Integer.parseInt(words[1]));
    }

    /** Dots at the start of lines are doubled; the header and {@code lines} of the body go out. */
    private void transmit(StoredMessage message, int lines) throws IOException {
        byte[] block = new byte[BLOCK];
        Stuffing stuffing = new Stuffing(dialog, lines);
        try (InputStream in = message.content().open()) {
            for (int count = in.read(block); count >= 0 && !stuffing.enough(); count = in.read(block)) {
                stuffing.write(block, count);
            }
        }
        stuffing.end();
    }

    private void delete(String argument) throws IOException {
        Optional<Integer> index = index(argument);
        index.ifPresent(deleted::set);
        dialog.send(index.isEmpty() ? Texts.line("pop3.no-message") : "+OK");
    }

    /** From 0; absent when there is no such message or it is marked. */
    private Optional<Integer> index(String number) {
        if (!number.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        int index = Integer.parseInt(number) - 1;
        return index < 0 || index >= messages.size() || deleted.get(index) ? Optional.empty() : Optional.of(index);
    }
}
