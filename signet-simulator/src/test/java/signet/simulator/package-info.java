/** Proves the simulator from outside: HTTP requests, and files as a user writes them. */
@NullMarked
package signet.simulator;

import org.jspecify.annotations.NullMarked;
