package signet.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import sun.misc.Signal;

/**
 * SIGHUP, by which services are asked to read their settings anew. Java has no other way to it than {@code sun.misc.Signal},
 * which is in the supported module {@code jdk.unsupported} until there is one.
 */
final class HangUp {
    private HangUp() {}

    interface Reload {
        void run() throws IOException;
    }

    /** Has {@code reload} run at each SIGHUP; does nothing where the system has no such signal. */
    static void on(Reload reload) {
        System.Logger log = System.getLogger(HangUp.class.getName());
        try {
            Signal.handle(new Signal("HUP"), signal -> {
                try {
                    reload.run();
                } catch (IOException e) {
                    log.log(Level.ERROR, "the settings could not be read anew; the former ones stay", e);
                }
            });
        } catch (IllegalArgumentException e) {
            log.log(Level.DEBUG, "no SIGHUP on this system: {0}", e.getMessage());
        }
    }
}
