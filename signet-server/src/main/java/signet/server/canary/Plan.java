package signet.server.canary;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import signet.mail.Account;
import signet.mail.Protocol;

/**
 * That an account has a canary.
 *
 * @param every    from sending one to sending the next
 * @param protocol by which it is looked for: IMAP or POP3
 * @param mailbox  the way to the mailbox; empty while the account cannot be used
 */
public record Plan(String account, Duration every, Protocol protocol, Supplier<Optional<Account>> mailbox) {}
