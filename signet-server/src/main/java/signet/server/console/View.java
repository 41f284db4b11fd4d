package signet.server.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import signet.oauth.Secret;
import signet.server.api.Reply;

/**
 * What a handler gives back. Models are plain shapes as the API gives them: maps, lists, texts, numbers, {@code Instant}s and
 * {@code Optional}s, which {@link Plain} turns into what templates read.
 */
sealed interface View {
    /**
     * A whole page.
     *
     * @param template without {@code .html}
     */
    record Whole(String template, int status, Map<String, Object> model) implements View {}

    /**
     * A part of a page, for htmx.
     *
     * @param selector {@code #id} of an element in the template
     */
    record Part(String template, String selector, Map<String, Object> model) implements View {}

    /**
     * To another page of the console (303).
     *
     * @param notice shown there once
     */
    record Elsewhere(String path, Optional<Notice> notice) implements View {}

    /** Somebody logged in, wholly or by half: the session's id goes to the browser, then to another page. */
    record Entered(Secret id, String path, Optional<Notice> notice) implements View {}

    /** The session is over. */
    record Left(String path) implements View {}

    /** Octets the API gave, with its type and headers. */
    record Octets(Reply reply) implements View {}

    /** A picture (SVG). */
    record Drawing(String svg) implements View {}

    /** A notice above a page. */
    record Notice(String text, boolean good) {}

    static View page(String template, Map<String, Object> model) {
        return new Whole(template, 200, model);
    }

    /** A form that was not taken, shown again: status 422. */
    static View wrong(String template, Map<String, Object> model) {
        return new Whole(template, 422, model);
    }

    static View fragment(String template, String selector, Map<String, Object> model) {
        return new Part(template, selector, model);
    }

    static View redirect(String path) {
        return new Elsewhere(path, Optional.empty());
    }

    /** With a notice of what was done. */
    static View redirect(String path, String done) {
        return new Elsewhere(path, Optional.of(new Notice(done, true)));
    }

    /** With a notice of what was not done, and why. */
    static View refused(String path, String why) {
        return new Elsewhere(path, Optional.of(new Notice(why, false)));
    }

    /** A page's error: what the API answered, in the console's look. */
    static View failed(Reply reply) {
        return error(reply.status(), reply.title(), reply.detail());
    }

    static View error(int status, String title, String detail) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("status", status);
        model.put("title", title);
        model.put("detail", detail);
        return new Whole("error", status, model);
    }

    static View file(Reply reply) {
        return reply.ok() ? new Octets(reply) : failed(reply);
    }
}
