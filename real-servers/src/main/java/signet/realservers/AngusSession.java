package signet.realservers;

import jakarta.mail.Session;
import java.nio.file.Path;
import java.util.Properties;

/** Jakarta Mail set up as its documentation says, for comparison: implicit TLS, one extra CA, XOAUTH2 or a password. */
final class AngusSession {
    private AngusSession() {}

    /**
     * Properties for {@code protocol} (imaps, pop3s or smtps).
     *
     * @param token whether the "password" given on connecting is an access token
     */
    static Session of(String protocol, int port, Path caFile, boolean token) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "host", "localhost");
        properties.setProperty(prefix + "port", String.valueOf(port));
        properties.setProperty(prefix + "auth", "true");
        properties.setProperty(prefix + "auth.mechanisms", token ? "XOAUTH2" : "PLAIN");
        properties.setProperty(prefix + "connectiontimeout", "20000");
        properties.setProperty(prefix + "timeout", "60000");
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        // whole bodies in one answer: the default asks for 16 KB at a time
        properties.setProperty(prefix + "partialfetch", "false");
        properties.put(prefix + "ssl.socketFactory", Authority.tls(caFile).getSocketFactory());
        return Session.getInstance(properties);
    }
}
