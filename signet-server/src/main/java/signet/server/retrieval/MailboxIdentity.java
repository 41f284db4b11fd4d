package signet.server.retrieval;

import signet.mail.Protocol;

/**
 * Which mailbox a folder on disk belongs to.
 *
 * @param server  {@code host:port}
 * @param account the user name at the server
 * @param folder  the mailbox folder; {@code INBOX} for POP3
 */
public record MailboxIdentity(String server, String account, Protocol protocol, String folder) {
    @Override
    public String toString() {
        return protocol.word() + " folder " + folder + " of " + account + " at " + server;
    }
}
