package signet.server.settings;

/**
 * Whom a fault disables. A fault of the file as a whole belongs to {@link #FILE}; one of a section that is one object, such as
 * {@code limits}, to the section; one inside a named object or an item of a list to that alone.
 */
final class Owners {
    static final String FILE = "";

    private Owners() {}

    /** Of what stands directly under a key of the top level. */
    static String section(String key) {
        return switch (key) {
            case "server", "alerts", "retention", "limits" -> key;
            default -> FILE;
        };
    }

    /** Of an object with a name. */
    static String named(String section, String name) {
        return section + "." + name;
    }

    /** Of what follows a credential: its faults leave the credential alone. */
    static String next(String credential) {
        return credential + ".next";
    }

    /**
     * Of an item of a list: listeners and logins stand for themselves, all others belong to what holds the list.
     *
     * @param number from 1
     */
    static String item(String path, int number, String holder) {
        return path.equals("logins") || path.matches("listeners\\.[a-z0-9]+") ? path + "[" + number + "]" : holder;
    }
}
