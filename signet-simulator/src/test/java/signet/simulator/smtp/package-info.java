/** Dialogs with the SMTP server over real sockets. */
@NullMarked
package signet.simulator.smtp;

import org.jspecify.annotations.NullMarked;
