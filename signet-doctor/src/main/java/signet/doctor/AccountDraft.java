package signet.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.oauth.Secret;

/**
 * An account as somebody wrote it, before it is known to be usable.
 *
 * @param address    <em>From e-mail address</em>
 * @param username   <em>Mail host user name</em>; default {@code address}
 * @param credential absent = {@code basic} with {@code password}
 * @param password   ignored with any OAuth method
 * @param senders    addresses and patterns allowed as sender; default {@code address}
 * @param endpoints  the protocols in use, defaults filled in
 */
public record AccountDraft(
        String name,
        String address,
        String username,
        Optional<CredentialDraft> credential,
        Optional<Secret> password,
        List<String> senders,
        Map<Protocol, Endpoint> endpoints) {
    public AccountDraft {
        senders = List.copyOf(senders);
        endpoints = Map.copyOf(endpoints);
    }
}
