/** Dialogs with the IMAP server over real sockets. */
@NullMarked
package signet.simulator.imap;

import org.jspecify.annotations.NullMarked;
