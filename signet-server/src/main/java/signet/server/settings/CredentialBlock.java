package signet.server.settings;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import signet.doctor.Successor;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;

/** The block of one credential, with the keys that a renewal changes. */
public final class CredentialBlock {
    static final String NEXT = "next";
    static final String KEY = "private-key";
    static final String PASSPHRASE = "private-key-passphrase";
    static final String CERTIFICATE = "certificate";
    static final String SECRET = "client-secret";
    static final String EXPIRES = "secret-expires";
    private static final String PROPERTIES = "request-properties";
    private static final String PROPERTY = "client_secret";

    private final String name;
    /** In their order. */
    private final Map<String, Object> members;

    private CredentialBlock(String name, Map<String, Object> members) {
        this.name = name;
        this.members = members;
    }

    /** Without members where the text is no block, of which reading the settings complains. */
    public static CredentialBlock of(String name, Secret block) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            if (new Load(LoadSettings.builder().build()).loadFromString(block.reveal()) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    if (value != null) {
                        members.put(String.valueOf(key), value);
                    }
                });
            }
        } catch (YamlEngineException e) {
            members.clear(); // half a block is none
        }
        return new CredentialBlock(name, members);
    }

    /** As it is written: PEM text, or where it stands. */
    public Optional<String> privateKey() {
        return text(KEY);
    }

    /** As it is written: PEM text, or where it stands. */
    public Optional<String> certificate() {
        return text(CERTIFICATE);
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(members.get(key)).map(String::valueOf);
    }

    /** Whether it says itself what follows. */
    public boolean isFollowed() {
        return members.containsKey(NEXT);
    }

    /** The first pair of a credential that has none. */
    public void first(Successor pair) {
        members.put(KEY, pair.privateKey().orElseThrow().reveal());
        members.put(CERTIFICATE, pair.certificate().orElseThrow().reveal());
    }

    /** It is followed by {@code successor}, and by nothing else. */
    public void follow(Successor successor) {
        Map<String, Object> next = new LinkedHashMap<>();
        put(next, KEY, successor.privateKey().map(Secret::reveal));
        put(next, PASSPHRASE, successor.passphrase().map(Secret::reveal));
        put(next, CERTIFICATE, successor.certificate().map(Secret::reveal));
        put(next, SECRET, successor.clientSecret().map(Secret::reveal));
        put(next, EXPIRES, successor.secretExpires().map(LocalDate::toString));
        members.put(NEXT, next);
    }

    /** Nothing follows it. */
    public void forgetNext() {
        members.remove(NEXT);
    }

    /** {@code successor} takes the place of its pair, or of its secret where that stands. */
    public void succeed(Successor successor) {
        members.remove(NEXT);
        if (successor.privateKey().isPresent()) {
            put(members, KEY, successor.privateKey().map(Secret::reveal));
            put(members, PASSPHRASE, successor.passphrase().map(Secret::reveal));
            put(members, CERTIFICATE, successor.certificate().map(Secret::reveal));
            return;
        }
        Optional<String> secret = successor.clientSecret().map(Secret::reveal);
        if (members.get(PROPERTIES) instanceof Map<?, ?> properties && properties.containsKey(PROPERTY)) {
            Map<Object, Object> changed = new LinkedHashMap<>(properties);
            changed.put(PROPERTY, secret.orElseThrow());
            members.put(PROPERTIES, changed);
        } else {
            put(members, SECRET, secret);
        }
        put(members, EXPIRES, successor.secretExpires().map(LocalDate::toString));
    }

    private static void put(Map<String, Object> members, String key, Optional<String> value) {
        value.ifPresentOrElse(text -> members.put(key, text), () -> members.remove(key));
    }

    /** As it is kept in the database. */
    public Stored stored() {
        DumpSettings form =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Stored(Kind.CREDENTIAL, name, Secret.of(new Dump(form).dumpToString(members)));
    }
}
