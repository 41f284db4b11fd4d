package signet.cli;

import java.util.List;
import java.util.regex.Pattern;
import signet.mail.Protocol;
import signet.oauth.Method;

/**
 * What setup needs to know.
 *
 * @param tenant    GUID or domain
 * @param client    the application (client) ID; empty = the script finds or makes the registration
 * @param mailboxes addresses
 * @param method    {@link Method#CERTIFICATE} or {@link Method#CLIENT_SECRET}
 */
record SetupAnswers(String tenant, String client, List<String> mailboxes, List<Protocol> protocols, Method method) {
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{2,}");
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    // no double quote, blank, control or typographic character: the addresses go into pages, settings and scripts
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$%&'*+/=?^_{|}~.-]*@[A-Za-z0-9.-]+");

    SetupAnswers {
        mailboxes = List.copyOf(mailboxes);
        protocols = List.copyOf(protocols);
        tenant(tenant);
        client(client);
        mailboxes(mailboxes);
        if (protocols.isEmpty()) {
            throw Failure.usage("at least one of smtp, imap and pop3 is needed");
        }
    }

    /** The tenant as it was given, where it can be one. */
    static String tenant(String tenant) {
        if (!TENANT.matcher(tenant).matches()
                || List.of("common", "organizations", "consumers").contains(tenant)) {
            throw Failure.usage(
                    "the tenant must be a directory (tenant) ID or a domain, such as contoso.onmicrosoft.com; not \""
                            + tenant + "\"");
        }
        return tenant;
    }

    /** The application's ID, or nothing. */
    static String client(String client) {
        if (!client.isEmpty() && !GUID.matcher(client).matches()) {
            throw Failure.usage(
                    "the application (client) ID is a GUID such as 9b6e0c57-31d4-4a8f-8e2b-6f0d5c4a1b92; not \""
                            + client + "\"");
        }
        return client;
    }

    /** At least one address. */
    static List<String> mailboxes(List<String> mailboxes) {
        if (mailboxes.isEmpty()) {
            throw Failure.usage("at least one mailbox is needed, such as portal@contoso.example");
        }
        for (String mailbox : mailboxes) {
            if (!ADDRESS.matcher(mailbox).matches()) {
                throw Failure.usage("\"" + mailbox + "\" is no mail address");
            }
        }
        return mailboxes;
    }
}
