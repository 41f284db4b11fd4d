package signet.mail.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Content;
import signet.mail.Endpoint;
import signet.mail.Envelope;
import signet.mail.Network;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.smtp.BeforeDot;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.oauth.AssertionSettings;
import signet.oauth.Cloud;
import signet.oauth.Credential;
import signet.oauth.KeyPairPem;
import signet.oauth.PemReader;
import signet.oauth.Secret;
import signet.oauth.TokenEndpoint;
import signet.oauth.TokenSources;
import signet.oauth.TokenTransport;

final class SendOneMail {
    private SendOneMail() {}

    static Delivery send(
            Path folder,
            TokenEndpoint endpoint,
            String client,
            TokenTransport transport,
            Endpoint smtp,
            Network network)
            throws IOException {
        // README begin
        Secret key = Secret.of(Files.readString(folder.resolve("key.pem")));
        Secret certificate = Secret.of(Files.readString(folder.resolve("certificate.pem")));
        var reading = PemReader.keyPair(key, Optional.empty(), certificate, Instant.now());
        KeyPairPem pair = reading.keyPair().orElseThrow(); // reading.problems() says what is wrong
        Credential credential =
                new Credential.Certificate(endpoint, client, pair, Cloud.GLOBAL.scope(), AssertionSettings.DEFAULTS);
        TokenSources cache = new TokenSources(InstantSource.system(), new Random());
        String mailbox = "portal@contoso.example";
        var login = new Authentication.Bearer(mailbox, cache.source(credential, transport));
        Account portal = new Account("portal", mailbox, login, Map.of(Protocol.SMTP, smtp), network);
        try (SmtpSession session = SmtpSession.open(portal, SessionListener.NONE)) {
            Envelope envelope = Envelope.of(mailbox, List.of("help@contoso.example"));
            return session.send(envelope, Content.of(folder.resolve("mail.eml")), BeforeDot.NONE);
        }
        // README end
    }
}
