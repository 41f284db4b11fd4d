package signet.server.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import signet.mail.Endpoint;
import signet.mail.Protocol;
import signet.server.account.Pace;
import signet.server.account.RetrySchedule;
import signet.server.account.Terms;
import signet.server.account.Terms.FromRule;
import signet.server.account.Terms.UnconfirmedRule;

/** Reads on which terms an account sends. */
final class TermsReader {
    private static final List<String> MICROSOFT = List.of(
            "office365.com", "outlook.com", "office365.us", "outlook.cn", "outlook.office.com", "mail.apps.mil");

    private final Complaints complaints;

    TermsReader(Complaints complaints) {
        this.complaints = complaints;
    }

    Terms read(Block block, List<String> senders, Map<Protocol, Endpoint> endpoints) {
        block.texts("senders").forEach(sender -> SenderPatterns.check(sender, block, complaints));
        Optional<String> host =
                Optional.ofNullable(endpoints.get(Protocol.SMTP)).map(Endpoint::host);
        return new Terms(
                senders,
                block.text("from").filter("rewrite"::equals).isPresent() ? FromRule.REWRITE : FromRule.REFUSE,
                pace(block, host.map(TermsReader::isExchangeOnline).orElse(false)),
                retry(block),
                block.text("unconfirmed").filter("hold"::equals).isPresent()
                        ? UnconfirmedRule.HOLD
                        : UnconfirmedRule.RESEND);
    }

    /** Whether the limits of a mailbox in Exchange Online hold there; High Volume Email has none of them. */
    static boolean isExchangeOnline(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return !name.startsWith("smtp-hve")
                && MICROSOFT.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }

    private Pace pace(Block block, boolean exchangeOnline) {
        Pace usual = exchangeOnline ? Pace.EXCHANGE_ONLINE : Pace.UNLIMITED;
        Optional<Block> pacing = block.block("pacing");
        if (pacing.isEmpty()) {
            return usual;
        }
        Pace pace = new Pace(
                limit(pacing.get(), "connections", usual.connections()),
                limit(pacing.get(), "messages-per-minute", usual.messagesPerMinute()),
                limit(pacing.get(), "recipients-per-day", usual.recipientsPerDay()));
        if (exchangeOnline) {
            above(pacing.get(), "connections", pace.connections(), usual.connections());
            above(pacing.get(), "messages-per-minute", pace.messagesPerMinute(), usual.messagesPerMinute());
            above(pacing.get(), "recipients-per-day", pace.recipientsPerDay(), usual.recipientsPerDay());
        }
        return pace;
    }

    private static OptionalInt limit(Block pacing, String key, OptionalInt usual) {
        Optional<Integer> written = pacing.whole(key).filter(n -> n > 0);
        return written.isPresent() ? OptionalInt.of(written.get()) : usual;
    }

    private void above(Block pacing, String key, OptionalInt written, OptionalInt limit) {
        if (written.orElseThrow() > limit.orElseThrow()) {
            complaints.warning(
                    pacing.owner(),
                    pacing.place(key),
                    "pacing-above-provider",
                    "'" + pacing.path() + "." + key + "' is " + written.getAsInt()
                            + ", but Exchange Online allows a mailbox " + limit.getAsInt()
                            + " and refuses what is more",
                    "Leave it out, unless Microsoft has promised this mailbox more.");
        }
    }

    private RetrySchedule retry(Block block) {
        RetrySchedule usual = RetrySchedule.STANDARD;
        Optional<Block> written = block.block("retry");
        if (written.isEmpty()) {
            return usual;
        }
        Block retry = written.get();
        Duration first = retry.duration("first").orElse(usual.first());
        Duration most = retry.duration("most").orElseGet(() -> longer(first, usual.most()));
        Duration giveUp = retry.duration("give-up-after").orElseGet(() -> longer(first, usual.giveUpAfter()));
        if (first.isZero() || first.compareTo(most) > 0 || first.compareTo(giveUp) > 0) {
            complaints.error(
                    retry.owner(),
                    retry.place(),
                    "settings-retry-order",
                    "'" + retry.path() + "': first must be more than nothing and no longer than most and give-up-after",
                    "Write for example retry: {first: 1m, most: 1h, give-up-after: 5d}.");
            return usual;
        }
        return new RetrySchedule(first, most, giveUp);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
