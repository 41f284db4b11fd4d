package signet.realservers;

/** The {@code signet.yaml} of a server that is killed. */
final class KillSettings {
    private KillSettings() {}

    /**
     * @param secure      of a listener that makes the server make a certificate for itself in its first start
     * @param unconfirmed what the account does where the answer to the final dot was lost: {@code resend} or {@code hold}
     */
    static String of(Provider provider, int smtp, int secure, int api, String unconfirmed) {
        return provider.credentials()
                + """
                accounts:
                  portal:
                    address: %s
                    senders: "*@contoso.example"
                    credential: app
                    trust: file:%s
                    smtp: {host: localhost, port: %s, tls: starttls}
                    retry: {first: 1s, most: 2s}
                    unconfirmed: %s
                listeners:
                  smtp:
                    - {port: %d, tls: none, relay: [{networks: [127.0.0.0/8], account: portal}]}
                    - {port: %d, tls: implicit, relay: [{networks: [127.0.0.0/8], account: portal}]}
                server: {port: %d}
                """.formatted(
                                ClientBooks.SENDER,
                                provider.value("caFile"),
                                provider.number("smtpPort"),
                                unconfirmed,
                                smtp,
                                secure,
                                api);
    }
}
