package signet.doctor;

import static signet.doctor.Code.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.mail.TlsMode;
import signet.oauth.Cloud;
import signet.oauth.Method;

/** Addresses, hosts, ports and TLS of an account, judged by their form and by what is known of Microsoft's hosts. */
final class AccountLint {
    private final AccountDraft draft;
    private final boolean oauth;
    private final List<Finding> findings = new ArrayList<>();

    AccountLint(AccountDraft draft) {
        this.draft = draft;
        this.oauth = draft.credential()
                .map(credential -> credential.method() != Method.BASIC)
                .orElse(false);
    }

    List<Finding> findings() {
        names();
        password();
        for (Protocol protocol : Protocol.values()) {
            Endpoint endpoint = draft.endpoints().get(protocol);
            if (endpoint != null) {
                endpoint(protocol, endpoint);
            }
        }
        return List.copyOf(findings);
    }

    private void names() {
        String address = draft.address();
        String username = draft.username();
        if (!Values.isAddress(address)) {
            findings.add(ADDRESS_MALFORMED.setting(
                    at("address") + "\"" + Values.shortened(address) + "\" is no e-mail address.",
                    "Write it like helpdesk@university.example"));
        }
        if (username.isBlank() || !username.equals(username.strip())) {
            findings.add(USERNAME_BLANKS.setting(
                    at("username") + "the user name is blank or has a blank or line break around it.",
                    "Remove the blank, or leave username out: it is then the address."));
        } else if (!username.equalsIgnoreCase(address) && Values.isAddress(address)) {
            fromAndUser(address, username);
        }
    }

    private void fromAndUser(String address, String username) {
        boolean microsoft =
                draft.endpoints().values().stream().anyMatch(endpoint -> Values.isMicrosoftMail(endpoint.host()));
        if (oauth && microsoft && !Values.isAddress(username)) {
            findings.add(USERNAME_NOT_ADDRESS.setting(
                    at("username") + "\"" + Values.shortened(username)
                            + "\" is no address; Microsoft 365 opens the mailbox" + " whose address is the user name.",
                    "Put in the mailbox's primary address."));
        } else if (oauth && draft.endpoints().containsKey(Protocol.SMTP)) {
            findings.add(FROM_NOT_USERNAME.setting(
                    at("username") + "the From address " + address + " is another than the user name " + username
                            + ". With OAuth they must match, unless From is a shared mailbox's address or an advanced DKIM"
                            + " set-up is in use.",
                    "Make them equal, or give the user the right to send as that address: Add-RecipientPermission -Identity "
                            + address + " -Trustee " + username + " -AccessRights SendAs"));
        }
    }

    private void password() {
        boolean own = draft.password().filter(secret -> !secret.isBlank()).isPresent();
        if (oauth && draft.password().isPresent()) {
            findings.add(PASSWORD_IGNORED.setting(
                    at("password") + "a password is not needed with OAuth; it is ignored.", "Remove it."));
        } else if (!oauth && !own && draft.credential().isEmpty()) {
            findings.add(PASSWORD_MISSING.setting(
                    at("password") + "there is neither a credential nor a password.",
                    "Name a credential, or set password to env:NAME or file:PATH."));
        }
    }

    private void endpoint(Protocol protocol, Endpoint endpoint) {
        String host = endpoint.host().strip();
        if (host.isEmpty()
                || host.contains("/")
                || host.contains("@")
                || host.chars().anyMatch(Character::isWhitespace)) {
            findings.add(HOST_MALFORMED.setting(
                    at(protocol.word() + ".host") + "\"" + Values.shortened(endpoint.host()) + "\" is no host name.",
                    "Write the name alone, without protocol, path or blank, like smtp.office365.com"));
            return;
        }
        Optional<String> placeholder = Values.placeholder(host);
        if (placeholder.isPresent()) {
            findings.add(EXAMPLE_VALUE.setting(
                    at(protocol.word() + ".host") + "the example value " + placeholder.get() + " was left in the host.",
                    "Put in the mail host's name."));
            return;
        }
        tls(protocol, endpoint);
        if (host.toLowerCase(Locale.ROOT).endsWith(".mail.protection.outlook.com")) {
            findings.add(HOST_MX.setting(
                    at(protocol.word() + ".host") + host + " is the host that receives mail for the domain (MX);"
                            + " it takes no logins.",
                    "Use " + Cloud.GLOBAL.submissionHost() + ", port 587, with STARTTLS."));
        } else if (Values.isMicrosoftMail(host)) {
            microsoft(protocol, endpoint, host.toLowerCase(Locale.ROOT));
        }
    }

    private void tls(Protocol protocol, Endpoint endpoint) {
        String place = at(protocol.word() + ".tls");
        if (endpoint.tls() == TlsMode.NONE) {
            if (oauth) {
                findings.add(TLS_OFF_WITH_OAUTH.setting(
                        place + (protocol == Protocol.SMTP ? "the STARTTLS command" : "TLS")
                                + " is switched off; with OAuth it must be enabled.",
                        "Set tls: " + (protocol == Protocol.SMTP ? "starttls" : "implicit") + " or leave it out."));
            } else if (!Values.isLoopback(endpoint.host())) {
                findings.add(TLS_OFF_WITH_PASSWORD.setting(
                        place + "without TLS the password would go over the network unencrypted.",
                        "Set tls: starttls or implicit."));
            }
            return;
        }
        boolean implicitPort = List.of(465, 993, 995).contains(endpoint.port());
        boolean clearPort = List.of(25, 587, 143, 110).contains(endpoint.port());
        if ((implicitPort && endpoint.tls() == TlsMode.STARTTLS) || (clearPort && endpoint.tls() == TlsMode.IMPLICIT)) {
            findings.add(TLS_MODE_AND_PORT.setting(
                    place + "port " + endpoint.port() + " usually speaks " + (implicitPort ? "TLS at once" : "STARTTLS")
                            + ", not " + endpoint.tls().word() + ".",
                    "Set tls: " + (implicitPort ? "implicit" : "starttls") + ", or the other port."));
        }
    }

    /** Where Microsoft's mail hosts listen; what to use first. */
    private static List<Integer> ports(Protocol protocol) {
        return switch (protocol) {
            case SMTP -> List.of(587, 25);
            case IMAP -> List.of(993, 143);
            case POP3 -> List.of(995, 110);
        };
    }

    private void microsoft(Protocol protocol, Endpoint endpoint, String host) {
        if (protocol == Protocol.SMTP && endpoint.port() == 465) {
            findings.add(PORT_465.setting(
                    at("smtp.port") + host + " does not listen on port 465.", "Use port 587 with STARTTLS."));
        } else if (protocol == Protocol.SMTP && endpoint.port() == 25) {
            findings.add(PORT_25.setting(
                    at("smtp.port") + "many networks block port 25, and sending with a login is meant for 587.",
                    "Use port 587 with STARTTLS."));
        } else if (!ports(protocol).contains(endpoint.port())) {
            findings.add(PORT_NOT_SERVED.setting(
                    at(protocol.word() + ".port") + host + " does not listen on port " + endpoint.port() + " for "
                            + protocol.name() + ".",
                    protocol == Protocol.SMTP
                            ? "Use port 587 with STARTTLS."
                            : "Use port " + ports(protocol).get(0) + " with tls: implicit."));
        }
        if (host.startsWith("smtp-legacy.")) {
            findings.add(HOST_LEGACY.setting(
                    at("smtp.host") + host + " is for programs that cannot do TLS 1.2.",
                    "Use " + Cloud.GLOBAL.submissionHost()));
        }
        boolean submission = protocol == Protocol.SMTP;
        if ((!submission && host.startsWith("smtp.")) || (submission && host.startsWith("imap."))) {
            findings.add(HOST_OTHER_PROTOCOL.setting(
                    at(protocol.word() + ".host") + host + " is not the host for " + protocol.name() + ".",
                    "Use " + hostOf(cloud(), protocol)));
        }
        if (!oauth) {
            findings.add(BASIC_AT_MICROSOFT.setting(
                    at("credential") + "Microsoft 365 no longer takes passwords for " + protocol.name()
                            + (protocol == Protocol.SMTP ? " in most tenants." : "."),
                    "Use a credential of method certificate-microsoft-oauth2."));
        } else {
            clouds(protocol, host);
        }
    }

    private void clouds(Protocol protocol, String host) {
        boolean microsoftMethod = draft.credential()
                .map(CredentialDraft::method)
                .map(method -> method == Method.CLIENT_SECRET || method == Method.CERTIFICATE)
                .orElse(false);
        boolean otherCloud = !suffix(host).equals(suffix(hostOf(cloud(), protocol)));
        if (microsoftMethod && otherCloud) {
            findings.add(HOST_OTHER_CLOUD.setting(
                    at(protocol.word() + ".host") + host + " belongs to another cloud than the credential's ("
                            + cloud().word() + ").",
                    "Set the credential's cloud and leave the host out, or use " + hostOf(cloud(), protocol)));
        }
    }

    private Cloud cloud() {
        return draft.credential().map(CredentialDraft::cloud).orElse(Cloud.GLOBAL);
    }

    private static String hostOf(Cloud cloud, Protocol protocol) {
        return protocol == Protocol.SMTP ? cloud.submissionHost() : cloud.mailboxHost();
    }

    /** The part of a host name that tells the cloud: {@code com}, {@code us}, {@code cn}. */
    private static String suffix(String host) {
        return host.substring(host.lastIndexOf('.') + 1).replace("mil", "us").replace("microsoft", "com");
    }

    private String at(String setting) {
        return "account " + draft.name() + ", " + setting + ": ";
    }

    /** What is known of the draft for catalogue texts. */
    static Map<String, String> names(AccountDraft draft) {
        return Map.of("mailbox", draft.username());
    }
}
