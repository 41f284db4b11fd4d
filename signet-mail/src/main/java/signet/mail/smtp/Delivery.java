package signet.mail.smtp;

import java.util.List;
import signet.mail.Disposition;

/**
 * What became of one message.
 *
 * @param dispositions one for each forward-path, in the envelope's order. A {@code REFUSED} one that carries a fault was
 *                     refused by us, because the server could not have taken it; its reply is what a server would say
 * @param octetsSent   of message text, as on the wire
 */
public record Delivery(List<Disposition> dispositions, long octetsSent) {
    public Delivery {
        dispositions = List.copyOf(dispositions);
    }

    /** True when the server took responsibility for every recipient. */
    public boolean complete() {
        return dispositions.stream().allMatch(d -> d.kind() == Disposition.Kind.ACCEPTED);
    }
}
