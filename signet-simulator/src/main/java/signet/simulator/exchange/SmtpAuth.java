package signet.simulator.exchange;

/** {@code SmtpClientAuthenticationDisabled} of a mailbox: {@code $null}, {@code $false}, {@code $true}. */
public enum SmtpAuth {
    AS_TENANT,
    ON,
    OFF
}
