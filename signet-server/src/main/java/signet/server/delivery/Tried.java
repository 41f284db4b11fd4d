package signet.server.delivery;

import java.util.ArrayList;
import java.util.List;
import signet.mail.Disposition;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.oauth.TokenException;

/** What came of trying an entry once. */
sealed interface Tried {
    /**
     * There was a mail transaction.
     *
     * @param notifies   the server takes DSN parameters, so notifying of success is its business
     * @param dotRefused the final dot could not be noted and was not sent
     */
    record Sent(List<Disposition> dispositions, boolean notifies, boolean dotRefused) implements Tried {
        public Sent {
            dispositions = List.copyOf(dispositions);
        }
    }

    /**
     * There was no session.
     *
     * @param causes outermost first
     */
    record NoSession(Fault fault, List<String> causes) implements Tried {
        public NoSession {
            causes = List.copyOf(causes);
        }

        static NoSession of(MailException failure) {
            List<String> causes = chain(failure);
            failure.fault().reply().map(Object::toString).ifPresent(words -> add(causes, words));
            failure.fault().token().map(fault -> fault.message()).ifPresent(words -> add(causes, words));
            return new NoSession(failure.fault(), causes);
        }
    }

    /** The account cannot be used because of what is known here. */
    record Unusable(signet.doctor.Finding finding) implements Tried {}

    /**
     * Our own code failed.
     *
     * @param dotNoted the final dot may have been sent
     */
    record OwnFailure(Throwable failure, boolean dotNoted) implements Tried {}

    /** Each message of a chain once, outermost first, suppressed refusals of a token too. */
    static List<String> chain(Throwable failure) {
        List<String> causes = new ArrayList<>();
        int deep = 0;
        for (Throwable next = failure; next != null && deep < 20; next = next.getCause()) {
            String message = next.getMessage();
            boolean ours = next instanceof MailException || next instanceof TokenException;
            add(causes, ours && message != null ? message : next.toString());
            deep++;
        }
        for (Throwable beside : failure.getSuppressed()) {
            add(causes, String.valueOf(beside.getMessage()));
        }
        return causes;
    }

    private static void add(List<String> causes, String words) {
        if (!causes.contains(words)) {
            causes.add(words);
        }
    }
}
