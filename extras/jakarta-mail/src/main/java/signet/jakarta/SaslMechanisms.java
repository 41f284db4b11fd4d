package signet.jakarta;

import java.security.Provider;
import java.security.Security;
import java.util.Map;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import org.jspecify.annotations.Nullable;

/** XOAUTH2 and OAUTHBEARER for {@link javax.security.sasl.Sasl}, which Angus Mail asks when {@code sasl.enable} is set. */
public final class SaslMechanisms extends Provider {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "SignetSasl";

    private SaslMechanisms() {
        super(NAME, "1", "Signet: SASL XOAUTH2 and OAUTHBEARER with challenges read");
        put("SaslClientFactory.XOAUTH2", Factory.class.getName());
        put("SaslClientFactory.OAUTHBEARER", Factory.class.getName());
    }

    /** Registers the mechanisms for the whole process, before Angus Mail's own; a second call changes nothing. */
    public static void install() {
        Security.insertProviderAt(new SaslMechanisms(), 1);
    }

    /** Whether {@link #install()} was called in this process. */
    public static boolean installed() {
        return Security.getProvider(NAME) != null;
    }

    /** Called by the Java platform. */
    public static final class Factory implements SaslClientFactory {
        @Override
        public @Nullable SaslClient createSaslClient(
                String[] mechanisms,
                @Nullable String authorizationId,
                String protocol,
                String serverName,
                @Nullable Map<String, ?> properties,
                CallbackHandler handler) {
            for (String mechanism : mechanisms) {
                if (mechanism.equals("XOAUTH2") || mechanism.equals("OAUTHBEARER")) {
                    return new TokenSaslClient(mechanism, handler, TokenLogin.challenges(properties));
                }
            }
            return null; // "this factory has none of them", as SaslClientFactory wants it said
        }

        @Override
        public String[] getMechanismNames(@Nullable Map<String, ?> properties) {
            return new String[] {"XOAUTH2", "OAUTHBEARER"};
        }
    }
}
