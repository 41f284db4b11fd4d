package signet.mail.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes down what a handler hears, a line each. */
final class HeardResponses implements ResponseHandler {
    final List<String> heard = new ArrayList<>();

    /** Reads responses to the end of {@code octets}; the answers are written down too. */
    static List<String> in(RecordedOctets octets) throws IOException {
        HeardResponses responses = new HeardResponses();
        ResponseReader reader = new ResponseReader(octets);
        while (!octets.atEnd()) {
            Answer answer = reader.read(ResponseCursor.LINE, responses);
            if (answer.kind() != Answer.Kind.OTHER && answer.kind() != Answer.Kind.STATUS) {
                Condition condition = answer.condition();
                responses.heard.add(answer.kind() + " " + answer.tag() + " " + condition.status() + " "
                        + condition.code().orElse("-") + " " + condition.text());
            }
        }
        return responses.heard;
    }

    @Override
    public void status(Condition condition) {
        heard.add("status " + condition.status() + " " + condition.code().orElse("-") + " " + condition.text());
    }

    @Override
    public void capabilities(Set<String> words) {
        heard.add("capabilities " + String.join(" ", words));
    }

    @Override
    public void exists(long count) {
        heard.add("exists " + count);
    }

    @Override
    public void expunged() {
        heard.add("expunged");
    }

    @Override
    public void folder(Folder folder) {
        heard.add("folder " + folder.name() + " " + folder.delimiter().orElse("flat") + " "
                + new TreeSet<>(folder.attributes()));
    }

    @Override
    public void namespaces(Namespaces namespaces) {
        heard.add("namespaces " + namespaces.personal() + namespaces.others() + namespaces.shared());
    }

    @Override
    public void found(long uid) {
        heard.add("found " + uid);
    }

    @Override
    public void fetched(Fetched message, InputStream body) throws IOException {
        heard.add("message " + message.uid() + " " + new TreeSet<>(message.flags()) + " "
                + message.internalDate().map(Object::toString).orElse("-") + " "
                + message.size().orElse(-1) + " <" + new String(body.readAllBytes(), StandardCharsets.ISO_8859_1)
                + ">");
    }

    @Override
    public void changed() {
        heard.add("changed");
    }
}
