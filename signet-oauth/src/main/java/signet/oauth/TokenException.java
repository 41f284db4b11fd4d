package signet.oauth;

import java.io.IOException;

/** There is no token; {@link #fault()} says why. */
public final class TokenException extends IOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised; it travels within one process
    private final TokenFault fault;

    public TokenException(TokenFault fault) {
        super(fault.message());
        this.fault = fault;
    }

    public TokenException(TokenFault fault, Throwable cause) {
        super(fault.message(), cause);
        this.fault = fault;
    }

    public TokenFault fault() {
        return fault;
    }
}
