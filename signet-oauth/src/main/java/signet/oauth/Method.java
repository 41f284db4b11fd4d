package signet.oauth;

/** How an account authenticates; the words are those of the setting <em>Email authentication handling</em> and {@code oauth2}. */
public enum Method {
    BASIC("basic"),
    CLIENT_SECRET("client-secret-microsoft-oauth2"),
    CERTIFICATE("certificate-microsoft-oauth2"),
    REQUEST_PROPERTIES("oauth2");

    private final String word;

    Method(String word) {
        this.word = word;
    }

    /** The name used in {@code signet.yaml}. */
    public String word() {
        return word;
    }
}
