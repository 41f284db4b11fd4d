package signet.server.watch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import signet.mail.Envelope;
import signet.server.account.AccountStates;
import signet.server.account.AccountStates.Standstill;
import signet.server.account.Accounts;
import signet.server.account.SendingAccount;
import signet.server.event.Recorded;
import signet.server.mime.Composition;
import signet.server.mime.MessageWriter;
import signet.server.queue.Offer;
import signet.server.queue.Reception;
import signet.server.queue.Spool;
import signet.server.queue.Submission;

/**
 * Sends alerts by mail, through an account that does not stand still. What comes within a few seconds is one mail, and after a mail
 * the next one waits five minutes: an account that falls and rises all the time does not fill a mailbox, and an alert can never
 * cause a storm of alerts. While no account is healthy the alerts wait. For one thread.
 */
final class AlertMail {
    private static final Logger LOG = System.getLogger(AlertMail.class.getName());
    /** What happens together is told together. */
    static final Duration GATHER = Duration.ofSeconds(10);

    static final Duration APART = Duration.ofMinutes(5);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int TEXTS_IN_ONE = 50;

    private final Supplier<AlertTargets> targets;
    private final AlertQueue queue;
    private final AlertTexts texts;
    private final Accounts accounts;
    private final AccountStates states;
    private final Post post;
    private Instant notBefore = Instant.MIN;
    private Optional<Instant> first = Optional.empty();
    private final AtomicLong sent = new AtomicLong();
    private int unable;

    /** The way into our own queue, and the time. */
    record Post(Reception reception, MessageWriter writer, InstantSource clock) {}

    AlertMail(
            Supplier<AlertTargets> targets,
            AlertQueue queue,
            AlertTexts texts,
            Accounts accounts,
            AccountStates states,
            Post post) {
        this.targets = targets;
        this.queue = queue;
        this.texts = texts;
        this.accounts = accounts;
        this.states = states;
        this.post = post;
    }

    /** Sends what waits, when it is time; says when to look again. */
    Duration runOnce() throws IOException {
        List<Recorded> waiting = queue.waiting();
        if (waiting.isEmpty()) {
            first = Optional.empty();
            return IDLE;
        }
        Optional<AlertTargets.Mail> target = targets.get().mail();
        if (target.isEmpty()) {
            queue.done(waiting.getLast().number());
            return IDLE;
        }
        Instant now = post.clock.instant();
        first = first.or(() -> Optional.of(now));
        Instant due = first.get().plus(GATHER);
        due = due.isBefore(notBefore) ? notBefore : due;
        Duration wait = Duration.between(now, due);
        if (wait.isPositive() && wait.compareTo(APART.plus(GATHER)) <= 0) { // a longer one: the clock was set back
            return wait;
        }
        return send(target.get(), waiting, now);
    }

    private Duration send(AlertTargets.Mail target, List<Recorded> waiting, Instant now) throws IOException {
        Map<String, Standstill> still = states.standstills();
        Optional<SendingAccount> through = healthy(target.through(), still);
        if (through.isEmpty()) {
            unable++;
            if (Integer.bitCount(unable) == 1) { // the 1st, 2nd, 4th, 8th … minute
                LOG.log(
                        Level.WARNING,
                        "{0} alerts wait: no account is able to send them to {1} at this moment",
                        waiting.size(),
                        target.to());
            }
            return AFTER_FAILURE;
        }
        unable = 0;
        List<Alert> alerts =
                waiting.stream().flatMap(event -> texts.alert(event).stream()).toList();
        if (!alerts.isEmpty()) {
            try {
                submit(target, through.get(), alerts);
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "an alert could not be put into the queue and is tried again in a minute: " + e,
                        e);
                return AFTER_FAILURE;
            }
            sent.incrementAndGet();
            notBefore = now.plus(APART);
        }
        first = Optional.empty();
        queue.done(waiting.getLast().number());
        return queue.waiting().isEmpty() ? IDLE : GATHER;
    }

    /** The named account, else the first one that can send: never one that stands still. */
    private Optional<SendingAccount> healthy(String named, Map<String, Standstill> still) {
        Map<String, SendingAccount> all = accounts.current().accounts();
        return Stream.concat(Optional.ofNullable(all.get(named)).stream(), all.values().stream())
                .filter(account -> account.mail().isPresent() && !still.containsKey(account.name()))
                .findFirst();
    }

    private void submit(AlertTargets.Mail target, SendingAccount through, List<Alert> alerts) throws IOException {
        String note = through.name().equals(target.through())
                ? ""
                : "This came through account '" + through.name() + "', because '" + target.through()
                        + "' (alerts.email.through) cannot send at this moment.\n\n";
        Composition mail = Composition.plain(
                "Signet <" + through.address() + ">", target.to(), subject(alerts), note + text(alerts));
        Spool.Incoming content = post.reception.spool().begin();
        try (content) {
            // RFC 3834 §5: nobody answers it, and none of our own rules makes a report of it
            content.write("Auto-Submitted: auto-generated\r\n".getBytes(StandardCharsets.US_ASCII));
            post.writer.write(mail, content);
            content.finish();
            String key = digest(alerts);
            post.reception.accept(new Offer(
                    through.name(),
                    List.of(),
                    Envelope.of(through.address(), List.of(target.to())),
                    content,
                    0,
                    Optional.empty(),
                    // sent, but killed before that was noted: the key has it sent once all the same
                    Optional.of(new Submission.IdempotencyKey("signet/alerts", key, key)),
                    new Submission.Origin(Submission.Origin.Kind.ALERT, "signet", "")));
        } catch (IllegalArgumentException e) {
            throw new IOException("the alert for " + target.to() + " is no message: " + e.getMessage(), e);
        }
    }

    private static String subject(List<Alert> alerts) {
        if (alerts.size() == 1) {
            return "[Signet] " + alerts.getFirst().subject();
        }
        return "[Signet] " + alerts.size() + " alerts: "
                + alerts.stream().limit(2).map(Alert::subject).collect(Collectors.joining("; "))
                + (alerts.size() > 2 ? "; …" : "");
    }

    private static String text(List<Alert> alerts) {
        String told = alerts.stream()
                .limit(TEXTS_IN_ONE)
                .map(alert -> capital(alert.subject()) + ".\n\n" + alert.text())
                .collect(Collectors.joining("\n----\n\n"));
        String rest = alerts.stream()
                .skip(TEXTS_IN_ONE)
                .map(alert -> capital(alert.subject()) + ".\n")
                .collect(Collectors.joining());
        return told + (rest.isEmpty() ? "" : "\n----\n\nIn short:\n" + rest);
    }

    private static String capital(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String digest(List<Alert> alerts) {
        String keys = alerts.stream().map(Alert::key).collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(keys.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Mails since the start. */
    long sent() {
        return sent.get();
    }
}
