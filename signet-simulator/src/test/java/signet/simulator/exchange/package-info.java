/** Tests of the simulated Exchange over real sockets. */
@NullMarked
package signet.simulator.exchange;

import org.jspecify.annotations.NullMarked;
