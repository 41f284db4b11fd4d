package signet.server.settings;

/** What is known of port numbers. */
final class Ports {
    private static final int FIRST_FOR_ALL = 1024;

    private Ports() {}

    static void check(Block block, int port, Complaints complaints) {
        if (port < FIRST_FOR_ALL && block.has("port")) {
            complaints.info(
                    block.owner(),
                    block.place("port"),
                    "listener-port-privileged",
                    "'" + block.path() + ".port' is " + port + "; ports below " + FIRST_FOR_ALL
                            + " are open to privileged processes only on most systems",
                    "Start Signet with AmbientCapabilities=CAP_NET_BIND_SERVICE (systemd), or use a higher port.");
        }
    }
}
