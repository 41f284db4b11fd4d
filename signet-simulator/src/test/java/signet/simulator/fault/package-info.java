/** Faults of the mail servers over real sockets. */
@NullMarked
package signet.simulator.fault;

import org.jspecify.annotations.NullMarked;
