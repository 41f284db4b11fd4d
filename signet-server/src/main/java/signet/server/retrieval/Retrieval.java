package signet.server.retrieval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Endpoint;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.SessionListener;
import signet.mail.imap.ImapSession;
import signet.mail.pop3.Pop3Session;

/** Retrieves what is new in a mailbox into a folder, as {@code signet fetch} does. */
public final class Retrieval {
    private final Account account;
    private final Protocol protocol;
    private final RetrievalOrder order;

    /**
     * @param protocol IMAP or POP3; the account has an endpoint for it
     * @throws IllegalArgumentException for SMTP, an account without the endpoint, or an order POP3 cannot carry out
     */
    public Retrieval(Account account, Protocol protocol, RetrievalOrder order) {
        this.account = account;
        this.protocol = protocol;
        this.order = order;
        if (protocol == Protocol.SMTP || account.endpoint(protocol).isEmpty()) {
            throw new IllegalArgumentException(
                    "account " + account.name() + " has no " + protocol.word() + " to retrieve by");
        }
        if (protocol == Protocol.POP3) {
            Pop3Retrieval.check(order);
        }
    }

    /**
     * Runs once, over as many connections as it takes: a connection that breaks after it brought something is made again.
     *
     * @return how many messages the cursor passed
     * @throws ForeignCursorException when {@code folder} belongs to another mailbox
     * @throws MailException          when the server cannot be had; what came before is safe
     * @throws IOException            when disk or handler fail
     */
    public int run(Path folder, ArrivalHandler handler, RetrievalListener listener) throws IOException {
        try (DirectorySink sink = DirectorySink.open(folder)) {
            CursorFile file = new CursorFile(folder);
            RetrievalRun run = new RetrievalRun(order, sink, file, handler, listener);
            Progress progress = file.read(identity());
            int most = order.limit().orElse(Integer.MAX_VALUE);
            int fetched = 0;
            while (true) {
                Attempt attempt = protocol == Protocol.IMAP
                        ? imap(run, progress, most - fetched)
                        : pop3(run, progress, most - fetched);
                fetched += attempt.fetched();
                if (attempt.broke().isEmpty()) {
                    return fetched;
                }
                if (attempt.fetched() == 0 || !worthAnother(attempt.broke().get())) {
                    throw attempt.broke().get();
                }
                progress = attempt.progress();
                listener.reconnecting(attempt.broke().get());
            }
        }
    }

    private record Attempt(Progress progress, int fetched, Optional<MailException> broke) {}

    private Attempt imap(RetrievalRun run, Progress progress, int most) throws IOException {
        try (ImapSession session = ImapSession.open(account, SessionListener.NONE)) {
            return attempt(new ImapRetrieval(session, run, progress), most);
        }
    }

    private Attempt pop3(RetrievalRun run, Progress progress, int most) throws IOException {
        try (Pop3Session session = Pop3Session.open(account, SessionListener.NONE)) {
            return attempt(new Pop3Retrieval(session, run, progress), most);
        }
    }

    private static Attempt attempt(OneConnection connection, int most) throws IOException {
        try {
            connection.run(most);
            return new Attempt(connection.progress(), connection.fetched(), Optional.empty());
        } catch (MailException e) {
            return new Attempt(connection.progress(), connection.fetched(), Optional.of(e));
        }
    }

    private static boolean worthAnother(MailException why) {
        Fault.Kind kind = why.fault().kind();
        return kind == Fault.Kind.NETWORK || kind == Fault.Kind.TIMEOUT || kind == Fault.Kind.CLOSED;
    }

    private MailboxIdentity identity() {
        Endpoint endpoint = account.endpoint(protocol).orElseThrow();
        return new MailboxIdentity(
                endpoint.toString(),
                account.authentication().username(),
                protocol,
                protocol == Protocol.IMAP ? order.folder() : "INBOX");
    }
}
