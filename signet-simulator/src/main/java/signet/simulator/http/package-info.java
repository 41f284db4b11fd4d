/**
 * The simulator's own small HTTP/1.1 server, for the token endpoint and for the control API.
 *
 * <p>The JDK's server would do for honest answers. It cannot play the dishonest ones: it writes the {@code Date} header
 * itself (JDK 17 overwrites any other), refuses to end a body early, and cannot put a pause between two bytes. So: blocking
 * code on the threads it is given, RFC 9112 as far as clients of a token endpoint use it (persistent connections, length or
 * chunked request bodies, {@code Expect: 100-continue}), limits on lines, fields and bodies, a deadline on every read.
 *
 * <p>Known limits: no HTTP/2, no range requests, no compression of its own accord.
 */
@NullMarked
package signet.simulator.http;

import org.jspecify.annotations.NullMarked;
