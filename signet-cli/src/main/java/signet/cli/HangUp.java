package signet.cli;

import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which services are asked to read their settings anew. Java's only way to it is {@code sun.misc.Signal} of the
 * supported module {@code jdk.unsupported}. The one place with reflection of our own: javac's warning about that class can be
 * neither suppressed nor, with warnings as errors, lived with.
 */
final class HangUp {
    private HangUp() {}

    /** Has {@code reload}, which must not wait, run at each SIGHUP; does nothing where the system has no such signal. */
    static void on(Runnable reload) {
        System.Logger log = System.getLogger(HangUp.class.getName());
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object taking = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        reload.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), taking);
        } catch (ReflectiveOperationException e) {
            log.log(Level.INFO, "no SIGHUP on this system: {0}", e.getMessage());
        }
    }
}
