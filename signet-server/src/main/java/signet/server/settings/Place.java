package signet.server.settings;

/** Where in a file something stands; lines count from 1. */
public record Place(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
