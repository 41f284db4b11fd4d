package signet.realservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code signet.yaml} of one credential {@code c} and one account {@code a}: right, then spoiled line by line. */
final class Setup {
    private final Map<String, Object> credential = new LinkedHashMap<>();
    private final Map<String, Object> account = new LinkedHashMap<>();

    /** One change to a set-up, named in tests. */
    interface Change {
        void to(Setup setup);
    }

    /** A client secret; nothing of mail yet. */
    static Setup bySecret(Site site, String clientId) {
        Setup setup = new Setup(site);
        setup.credential("request-properties", "client_id", clientId);
        setup.credential("request-properties", "client_secret", "file:" + site.secretFile());
        return setup;
    }

    /** The registered certificate; the assertion is made from it. */
    static Setup byCertificate(Site site, String algorithm) {
        Setup setup = new Setup(site);
        setup.credential("request-properties", "client_id", RealServers.APP_CERTIFICATE);
        setup.pair(
                site.servers().application().key(), site.servers().application().certificate());
        setup.credential("assertion", "algorithm", algorithm);
        setup.credential("assertion", "thumbprint", algorithm.equals("PS256") ? "x5t#S256" : "x5t");
        return setup;
    }

    /** An assertion that was made elsewhere and pasted in. */
    static Setup byAssertion(Site site, String assertion) {
        Setup setup = new Setup(site);
        setup.credential("request-properties", "client_id", RealServers.APP_CERTIFICATE);
        setup.credential(
                "request-properties",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        return setup.credential("request-properties", "client_assertion", assertion);
    }

    /** No OAuth: the mailbox's password. */
    static Setup byPassword(Site site) {
        Setup setup = new Setup(site);
        setup.credential.clear();
        setup.account.remove("credential");
        return setup.account("password", "file:" + site.passwordFile());
    }

    /** One of Microsoft's two methods, with a login host that has Entra ID's addresses. */
    static Setup byMicrosoftMethod(Site site, String method, String clientId, String authority) {
        Setup setup = new Setup(site);
        setup.credential.clear();
        setup.credential("method", method);
        setup.credential("tenant-id", "0a1b2c3d-4e5f-4607-8899-aabbccddeeff");
        setup.credential("client-id", clientId);
        setup.credential("authority", authority);
        return setup.credential("trust", "file:" + site.servers().authority().caFile());
    }

    private Setup(Site site) {
        Path ca = site.servers().authority().caFile();
        credential("method", "oauth2");
        credential("token-url", site.keycloak().tokenUrl());
        credential("trust", "file:" + ca);
        credential("request-properties", "grant_type", "client_credentials");
        account("credential", "c");
        account("trust", "file:" + ca);
    }

    Setup pair(Path key, Path certificate) {
        credential("private-key", "file:" + key);
        return credential("certificate", "file:" + certificate);
    }

    Setup address(String address) {
        return account("address", address);
    }

    String address() {
        return String.valueOf(account.get("address"));
    }

    Setup endpoint(String protocol, String host, int port, String tls) {
        account(protocol, "host", host);
        account(protocol, "port", port);
        return account(protocol, "tls", tls);
    }

    Setup mechanism(String mechanism) {
        for (String protocol : List.of("smtp", "imap", "pop3")) {
            account("properties", "mail." + protocol + ".auth.mechanisms", mechanism);
        }
        return this;
    }

    /** Sets a key of the credential; all words but the last two name maps on the way. */
    Setup credential(Object... pathAndValue) {
        set(credential, pathAndValue);
        return this;
    }

    Setup account(Object... pathAndValue) {
        set(account, pathAndValue);
        return this;
    }

    Setup withoutTrust(boolean ofCredential) {
        (ofCredential ? credential : account).remove("trust");
        return this;
    }

    @SuppressWarnings("unchecked") // only this class puts maps in
    private static void set(Map<String, Object> map, Object... pathAndValue) {
        Map<String, Object> at = map;
        for (int i = 0; i < pathAndValue.length - 2; i++) {
            at = (Map<String, Object>) at.computeIfAbsent((String) pathAndValue[i], key -> new LinkedHashMap<>());
        }
        at.put((String) pathAndValue[pathAndValue.length - 2], pathAndValue[pathAndValue.length - 1]);
    }

    /** The file's text. JSON is YAML. */
    String yaml() {
        return yaml("c", Map.of("a", this));
    }

    /** The text of one file with all of them: each an account of this name, with a credential of the same name. */
    static String yaml(Map<String, Setup> setups) {
        return yaml("", setups);
    }

    private static String yaml(String credentialName, Map<String, Setup> setups) {
        Map<String, Object> credentials = new LinkedHashMap<>();
        Map<String, Object> accounts = new LinkedHashMap<>();
        setups.forEach((name, setup) -> {
            Map<String, Object> account = new LinkedHashMap<>(setup.account);
            if (account.containsKey("credential")) {
                String own = credentialName.isEmpty() ? name : credentialName;
                account.put("credential", own);
                credentials.put(own, setup.credential);
            }
            accounts.put(name, account);
        });
        return json(Map.of("credentials", credentials, "accounts", accounts)) + "\n";
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((key, field) -> fields.add("\"" + key + "\": " + json(field)));
            return "{" + String.join(",\n ", fields) + "}";
        }
        return value instanceof Integer ? value.toString() : "\"" + value + "\"";
    }
}
