package signet.server.mime;

/** A header that two programs could read differently, or that is beyond a limit. The message says where. */
public final class MalformedHeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedHeaderException(String message) {
        super(message);
    }
}
