package signet.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import signet.mail.Fact;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.oauth.TokenContent;

/**
 * Servers that are not Exchange refuse a login without a reason, too. What the token says of itself, whether the server sent
 * the reason that OAuth demands, and what had worked before put the possible reasons in order.
 */
final class OtherServers {
    private static final Set<String> REFUSED =
            Set.of("imap-authenticationfailed", "pop3-auth", "smtp-535-5.7.8", Code.LOGIN_REFUSED.word());

    /** A server that looks for a claim the token has not calls it a trouble of its own. */
    private static final Set<String> TROUBLE =
            Set.of("imap-unavailable-code", "pop3-sys-temp", "smtp-454-4.7.0", "imap-serverbug");

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");

    private final Evidence evidence;
    private final String user;

    private OtherServers(Evidence evidence) {
        this.evidence = evidence;
        this.user = evidence.subject().draft().username();
    }

    /** The causes of a refused login, the most likely first; those of {@code finding} unless more is known. */
    static List<String> login(Evidence evidence, Finding finding) {
        OtherServers servers = new OtherServers(evidence);
        Optional<TokenContent> token = evidence.login().content();
        if (REFUSED.contains(finding.code()) && !evidence.subject().oauth()) {
            return servers.password();
        }
        if (REFUSED.contains(finding.code()) && token.isPresent()) {
            return servers.refused(token.get());
        }
        if (TROUBLE.contains(finding.code())
                && token.isPresent()
                && addresses(token.get()).isEmpty()) {
            List<String> causes = new ArrayList<>(finding.causes());
            causes.add(0, nameless());
            return causes;
        }
        return finding.causes();
    }

    private List<String> password() {
        return List.of(
                "The password is wrong, or was changed: log in with it in the provider's webmail.",
                "The user name " + user + " is not what this server expects: some want the whole address, some only the"
                        + " part before the @.",
                "The server takes this account's password no longer, only OAuth: the provider's page on mail programs.");
    }

    private List<String> refused(TokenContent token) {
        Map<String, String> addresses = addresses(token);
        boolean mine = addresses.values().stream().anyMatch(user::equalsIgnoreCase);
        boolean ourDomain =
                addresses.values().stream().anyMatch(address -> domain(address).equals(domain(user)));
        List<String> causes = new ArrayList<>();
        if (addresses.isEmpty()) {
            causes.add(nameless());
        } else if (!ourDomain) {
            causes.add(another(addresses));
        }
        if (!explained()) {
            causes.add(
                    "The server did not send the reason that OAuth demands of it (RFC 7628 §3.2.2), so the token may not"
                            + " have been checked at all: what checks tokens there may be down; the server's log at this moment"
                            + " tells.");
        }
        causes.add(
                "The server does not know the token's issuer (" + token.issuer().orElse("none named")
                        + ") or this application (" + token.application().orElse("none named")
                        + "): its log says which; in Dovecot's OAuth settings issuers, and the key for the application.");
        causes.add("The user name " + user + " has no mailbox there, or another form is expected, such as only the part"
                + " before the @: the server's log shows the name it looked for.");
        causes.add("The server wants another audience (aud) in the token, which has "
                + (token.audiences().isEmpty() ? "none" : String.join(" ", token.audiences()))
                + ": signet token shows it; in Dovecot's OAuth settings client_id.");
        if (ourDomain && !mine) {
            causes.add(another(addresses));
        }
        return causes;
    }

    private String another(Map<String, String> addresses) {
        List<String> named = new ArrayList<>();
        addresses.forEach((claim, address) -> named.add(address + " (" + claim + ")"));
        return "The token is of " + String.join(", ", named) + ", and the user name is " + user
                + ": a server that reads the user from the token opens no other mailbox.";
    }

    private static String nameless() {
        return "The token names no mailbox: no claim in it is an address, and a server such as Dovecot reads the user from"
                + " one (username_attribute). At the login host add the claim to the application's tokens; in Keycloak a"
                + " mapper of the client.";
    }

    /** Claims that are an address, by name. */
    private static Map<String, String> addresses(TokenContent token) {
        Map<String, String> found = new LinkedHashMap<>();
        token.claims().forEach((name, value) -> {
            for (Object one : value instanceof Collection<?> list ? list : List.of(value)) {
                if (one instanceof String text && ADDRESS.matcher(text).matches()) {
                    found.put(name, text);
                }
            }
        });
        return found;
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private boolean explained() {
        return !evidence.facts(Fact.Challenge.class).isEmpty();
    }

    /** A login that was accepted strikes the causes that speak of a missing one. */
    static Finding afterLogin(Evidence evidence, Finding finding) {
        if (!evidence.passed(Stage.AUTHENTICATE) || !finding.code().equals("smtp-550-5.4.1-relay")) {
            return finding;
        }
        List<String> causes = new ArrayList<>(finding.causes());
        causes.removeIf(cause -> cause.startsWith("The program did not log in"));
        causes.add(
                0,
                "The login worked, but gives no right to write to other domains: in Postfix permit_sasl_authenticated is"
                        + " missing in smtpd_relay_restrictions.");
        return finding.with(causes, finding.facts());
    }

    /** What a server that breaks off or falls silent is most likely about, by where it does. */
    static List<String> brokenOff(Evidence evidence, Stage stage, boolean silent) {
        List<String> causes = new ArrayList<>();
        if (evidence.protocol() == Protocol.SMTP && stage == Stage.CAPABILITIES && !silent) {
            causes.add(
                    "The server fails while it tells what it can do: its login service does not run, or it does not find"
                            + " it (in Postfix smtpd_sasl_path); its log at this moment says so.");
        }
        if (evidence.protocol() == Protocol.POP3 && silent && stage.compareTo(Stage.AUTHENTICATE) >= 0) {
            causes.add("Another POP3 session holds the mailbox, and the server waits for its end (RFC 1939 §4): end the"
                    + " other program's session.");
        }
        causes.add("The server or something on the way ended or delayed the conversation.");
        return causes;
    }
}
