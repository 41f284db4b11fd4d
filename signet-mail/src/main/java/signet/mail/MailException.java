package signet.mail;

import java.io.IOException;

/** A conversation could not be had; {@link #fault()} says why. */
public final class MailException extends IOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised; it travels within one process
    private final Fault fault;

    public MailException(Fault fault) {
        super(fault.message());
        this.fault = fault;
    }

    public MailException(Fault fault, Throwable cause) {
        super(fault.message(), cause);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
