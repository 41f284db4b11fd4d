package signet.oauth;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import signet.oauth.ClientAssertion.Form;
import signet.oauth.TokenAnswer.Granted;
import signet.oauth.TokenFault.Kind;

/** Asks the token endpoint once, or twice when it does not know the assertion's form. Keeps nothing. */
final class TokenClient {
    /** Entra ID's ways to say that the thumbprint in the header led to no certificate, besides number 5002723. */
    private static final Pattern UNKNOWN_KEY =
            Pattern.compile("key was not found|key not found|not registered", Pattern.CASE_INSENSITIVE);

    private static final int ALGORITHM_UNKNOWN = 5002738;
    private static final int KEY_IDENTIFIER_MISSING = 5002723;
    private static final int INVALID_ASSERTION = 700027;

    private final Credential credential;
    private final TokenTransport transport;
    private final InstantSource clock;

    TokenClient(Credential credential, TokenTransport transport, InstantSource clock) {
        this.credential = credential;
        this.transport = transport;
        this.clock = clock;
    }

    /**
     * A token, and how it was come by.
     *
     * @param form    the assertion form that worked
     * @param refused the form that was refused before
     */
    record Asked(Granted granted, Optional<Form> form, Optional<Form> refused) {}

    /**
     * Asks for a token.
     *
     * @param remembered the assertion form that worked before, if another one than the default
     */
    Asked ask(Optional<Form> remembered) throws TokenException {
        Optional<Form> form = remembered.or(() -> TokenForms.assertionForm(credential));
        try {
            return new Asked(request(form), form, Optional.empty());
        } catch (TokenException refused) {
            Optional<Form> other = form.flatMap(first -> otherForm(first, refused.fault()));
            if (other.isEmpty()) {
                throw refused;
            }
            return askAgain(form, other, refused);
        }
    }

    private Asked askAgain(Optional<Form> form, Optional<Form> other, TokenException refused) throws TokenException {
        try {
            return new Asked(request(other), other, form);
        } catch (TokenException again) {
            // refused for another reason, or not answered: that is now the news; else the first form's refusal counts
            TokenException news = formRefused(again.fault()) ? refused : again;
            news.addSuppressed(news == again ? refused : again);
            throw news;
        }
    }

    private Granted request(Optional<Form> form) throws TokenException {
        TokenForm request = TokenForms.of(credential, form, clock.instant());
        TokenTransport.Answer answer;
        try {
            answer = transport.post(request.endpoint().url(), request.body(), UUID.randomUUID());
        } catch (TokenTransport.TooLargeException large) {
            String message = "The answer of " + request.endpoint().url() + " is no token: " + large.getMessage();
            throw new TokenException(
                    TokenFault.without(Kind.PROTOCOL, request.endpoint().url(), message), large);
        } catch (IOException failed) {
            String message = request.endpoint().url() + " cannot be reached: " + reason(request.endpoint(), failed);
            throw new TokenException(
                    TokenFault.without(Kind.UNREACHABLE, request.endpoint().url(), message), failed);
        }
        return TokenAnswer.read(request, answer, clock.instant());
    }

    /** The form to try once more, only where the owner left it open and the refusal says that form is the trouble. */
    private Optional<Form> otherForm(Form form, TokenFault fault) {
        if (!fault.error().equals(Optional.of("invalid_client"))) {
            return Optional.empty();
        }
        AssertionSettings settings = TokenForms.settings(credential);
        if (fault.codes().contains(ALGORITHM_UNKNOWN)) {
            return settings.algorithm().isEmpty() ? Optional.of(form.otherAlgorithm()) : Optional.empty();
        }
        return keyUnknown(fault) && settings.thumbprint().isEmpty()
                ? Optional.of(form.otherThumbprint())
                : Optional.empty();
    }

    private static boolean formRefused(TokenFault fault) {
        return fault.codes().contains(ALGORITHM_UNKNOWN) || keyUnknown(fault);
    }

    private static boolean keyUnknown(TokenFault fault) {
        return fault.codes().contains(KEY_IDENTIFIER_MISSING)
                || (fault.codes().contains(INVALID_ASSERTION)
                        && UNKNOWN_KEY.matcher(fault.message()).find());
    }

    private static String reason(TokenEndpoint endpoint, IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "the name " + endpoint.url().getHost() + " cannot be resolved (DNS)";
            }
        }
        if (failed instanceof SSLException) {
            return "TLS failed: " + failed.getMessage()
                    + ". If a proxy inspects TLS here, add its certificate authority under trust";
        }
        if (failed instanceof ConnectException) {
            return "no connection"
                    + Optional.ofNullable(failed.getMessage())
                            .map(text -> ": " + text)
                            .orElse("");
        }
        return Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
    }
}
