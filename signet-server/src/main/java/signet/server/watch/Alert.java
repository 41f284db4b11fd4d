package signet.server.watch;

import java.util.Map;
import signet.server.event.Recorded;

/**
 * What a person is told.
 *
 * @param key     the same for the same thing, also after a restart
 * @param subject one line
 * @param text    lines, without the subject
 * @param data    for programs
 */
record Alert(Recorded event, String key, String subject, String text, Map<String, String> data) {}
