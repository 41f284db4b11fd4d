/** Dialogs with the POP3 server over real sockets. */
@NullMarked
package signet.simulator.pop3;

import org.jspecify.annotations.NullMarked;
