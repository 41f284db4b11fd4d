/** Proves the token endpoint from outside: HTTPS requests, assertions made with jose4j. */
@NullMarked
package signet.simulator.entra;

import org.jspecify.annotations.NullMarked;
