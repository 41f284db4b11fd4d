package signet.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import signet.cli.ApiClient.Answer;

/** The pages of a server's list, one after the other. */
final class MessageListing {
    private static final int PAGE = 500;

    private final ApiClient client;

    MessageListing(ApiClient client) {
        this.client = client;
    }

    List<Answer> all(QueueFilter filter) throws IOException {
        return first(filter, Integer.MAX_VALUE);
    }

    List<Answer> first(QueueFilter filter, int limit) throws IOException {
        if (limit < 1) {
            throw Failure.usage("--limit takes a number from 1");
        }
        List<Answer> messages = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            int wanted = Math.min(PAGE, limit - messages.size());
            Answer page = client.get("/v1/messages" + filter.query(wanted, cursor));
            messages.addAll(page.objects("messages"));
            cursor = page.text("next");
        } while (cursor.isPresent() && messages.size() < limit);
        return messages;
    }
}
