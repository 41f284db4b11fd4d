package signet.server.account;

import java.util.List;
import java.util.Optional;
import signet.doctor.Finding;
import signet.mail.Account;

/**
 * An account as the running server uses it.
 *
 * @param credential the name of the credential it logs in by; absent for an account with a password of its own
 * @param generation changes whenever address, endpoint, credential or terms change: warm sessions of another one are closed
 * @param mail       the way to its SMTP server; absent while a finding stands in the way or it does not use SMTP
 * @param findings   what is wrong with it or its credential
 */
public record SendingAccount(
        String name,
        String address,
        Optional<String> credential,
        String generation,
        Terms terms,
        Optional<Account> mail,
        List<Finding> findings) {
    public SendingAccount {
        findings = List.copyOf(findings);
    }
}
