package signet.server;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import signet.doctor.CredentialDraft;
import signet.doctor.Successor;
import signet.oauth.Secret;
import signet.server.event.Event;
import signet.server.event.EventKind;
import signet.server.event.EventLog;
import signet.server.event.Recorded;
import signet.server.watch.StateFile;

/**
 * That a credential is just being changed over to what follows it. The change itself is in a file or in the database, and its event
 * is stored behind it; this note is written before both, so that who stopped in between is found by it, and the event made good.
 * For one thread at a time.
 */
final class Changeover {
    private static final String FILE = "credentials.changing";
    private static final String CREDENTIAL = "credential";
    private static final String PRINT = "print";
    private static final String AFTER = "after";
    private static final String FACT = "fact.";
    private static final String PROPERTY = "client_secret";
    private static final int PIECE = 1_000;

    private final StateFile file;
    private final EventLog events;
    private final Prints prints = new Prints(new SecureRandom());
    private Optional<Begun> begun;

    /**
     * A change that has perhaps been made, and perhaps been told of.
     *
     * @param print of what takes the place, as {@link Prints} makes it
     * @param after number of the last event before it
     * @param facts of its event
     */
    private record Begun(String credential, String print, long after, Map<String, String> facts) {}

    private Changeover(StateFile file, EventLog events, Optional<Begun> begun) {
        this.file = file;
        this.events = events;
        this.begun = begun;
    }

    /** With what an earlier run of the server of this data folder left open. */
    static Changeover of(Path data, EventLog events) throws IOException {
        StateFile file = new StateFile(data.resolve(FILE));
        return new Changeover(file, events, read(file.read().orElse("")));
    }

    private static Optional<Begun> read(String text) throws IOException {
        Properties all = new Properties();
        try {
            all.load(new StringReader(text));
            Map<String, String> facts = new LinkedHashMap<>();
            all.stringPropertyNames().stream()
                    .filter(key -> key.startsWith(FACT))
                    .sorted()
                    .forEach(key -> facts.put(key.substring(FACT.length()), all.getProperty(key)));
            String after = all.getProperty(AFTER);
            return after == null
                    ? Optional.empty()
                    : Optional.of(new Begun(
                            all.getProperty(CREDENTIAL, ""), all.getProperty(PRINT, ""), Long.parseLong(after), facts));
        } catch (IllegalArgumentException e) { // nobody but us writes it, and as a whole
            throw new IOException("the note " + FILE + " in the data folder cannot be read; remove it", e);
        }
    }

    /** Something is about to take the place. When this returns, a crash does not lose the event any more. */
    void begin(String credential, Successor next, Map<String, String> facts) throws IOException {
        Begun now = new Begun(credential, prints.of(next), events.last(), facts);
        file.write(text(now));
        begun = Optional.of(now);
    }

    private static String text(Begun now) throws IOException {
        Properties all = new Properties();
        all.setProperty(CREDENTIAL, now.credential());
        all.setProperty(PRINT, now.print());
        all.setProperty(AFTER, Long.toString(now.after()));
        now.facts().forEach((name, value) -> all.setProperty(FACT + name, value));
        StringWriter text = new StringWriter();
        all.store(text, "A credential is being changed over. Written by Signet, which tells of it after a crash, too.");
        return text.toString();
    }

    /** It took the place, or it did not; {@code tell} stores the event where it did. */
    void end(boolean took) throws IOException {
        if (begun.isEmpty()) {
            return;
        }
        if (took && !told(begun.get())) {
            events.append(Event.of(EventKind.SUCCEEDED, begun.get().facts()));
        }
        file.write("");
        begun = Optional.empty();
    }

    private boolean told(Begun change) throws IOException {
        long read = change.after();
        while (true) {
            List<Recorded> piece = events.after(read, PIECE);
            if (piece.isEmpty()) {
                return false;
            }
            if (piece.stream()
                    .map(Recorded::event)
                    .anyMatch(event -> event.kind() == EventKind.SUCCEEDED
                            && event.facts().getOrDefault(CREDENTIAL, "").equals(change.credential()))) {
                return true;
            }
            read = piece.getLast().number();
        }
    }

    /** The credential whose change nobody has ended. */
    Optional<String> open() {
        return begun.map(Begun::credential);
    }

    /** Whether the credential has what was about to take the place. */
    boolean took(CredentialDraft draft) {
        Successor present = new Successor(
                draft.privateKey(),
                draft.privateKeyPassphrase(),
                draft.certificate(),
                Optional.ofNullable(draft.requestProperties().get(PROPERTY)).or(draft::clientSecret),
                Optional.empty());
        return begun.filter(change -> prints.isOf(change.print(), secretFirst(change.print(), present)))
                .isPresent();
    }

    /** Whether this is what was about to take the place. */
    boolean isOf(Successor successor) {
        return begun.filter(change -> prints.isOf(change.print(), successor)).isPresent();
    }

    /** A print of a secret is compared with the secret, though there may be a certificate for something else. */
    private static Successor secretFirst(String print, Successor present) {
        boolean pair = Prints.ofCertificate(print);
        Optional<Secret> none = Optional.empty();
        return pair ? present : new Successor(none, none, none, present.clientSecret(), Optional.empty());
    }
}
