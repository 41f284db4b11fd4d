package signet.server.delivery;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import signet.mail.Account;
import signet.mail.Authentication;
import signet.mail.Disposition;
import signet.mail.Fault;
import signet.mail.MailException;
import signet.mail.Protocol;
import signet.mail.Stage;
import signet.mail.smtp.Delivery;
import signet.mail.smtp.SmtpSession;
import signet.oauth.TokenException;
import signet.server.account.SendingAccount;
import signet.server.queue.Claim;
import signet.server.queue.EntryId;

/** One connection's worth of work for one account: takes claims, sends, hands over what came of it. One thread's own. */
final class Lane {
    private static final Logger LOG = System.getLogger("signet.delivery");

    private final Lanes lanes;
    private final Context context;
    private final Standing standing;
    private final Clerk clerk;
    private final WireTap tap = new WireTap();
    private Optional<SmtpSession> session = Optional.empty();
    private String generation = "";
    private Optional<Duration> offered = Optional.empty();
    private boolean dotRefused;
    private boolean dotNoted;
    private boolean asked;

    Lane(Lanes lanes, Context context, Standing standing, Clerk clerk) {
        this.lanes = lanes;
        this.context = context;
        this.standing = standing;
        this.clerk = clerk;
    }

    /** Works until there is nothing to do for a while. */
    void run() throws InterruptedException {
        try {
            for (Optional<Claim> claim = lanes.next(this); claim.isPresent(); claim = lanes.next(this)) {
                carry(claim.get());
            }
            asked = true;
        } finally {
            close();
        }
    }

    /** Whether it ended because it was told to. */
    boolean asked() {
        return asked;
    }

    /** Whether a warm session, if there is one, is still the account's. */
    boolean fits(SendingAccount account) {
        return session.isEmpty() || generation.equals(account.generation());
    }

    /**
     * Tries one entry and nothing more, whether or not the account stands still; the caller has asked for its place in the pace.
     *
     * @return what came of it
     */
    Judge.Judged sample(Claim claim, SendingAccount account) {
        try {
            return tryOnce(claim, account);
        } finally {
            close();
        }
    }

    private void carry(Claim claim) {
        try {
            Optional<SendingAccount> account = standing.account(claim.account());
            if (account.isEmpty()) {
                lanes.ended(Optional.empty());
                context.ports().claims().giveBack(List.of(claim), Duration.ZERO);
                return;
            }
            tryOnce(claim, account.get());
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "A claim of " + claim.account() + " cannot be given back now and is kept", e);
            lanes.keep(List.of(claim));
        }
    }

    private Judge.Judged tryOnce(Claim claim, SendingAccount account) {
        long from = System.nanoTime();
        offered = Optional.empty();
        dotRefused = false;
        dotNoted = false;
        EntryId id = context.freshId();
        Instant began = context.now();
        tap.begin();
        Tried tried = tried(claim, account, id, began);
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        lanes.ended(offered);
        Thread.interrupted(); // by stop: what has happened is stored all the same
        return clerk.settle(claim, account, tried, new Clerk.When(id, began, took), tap, lanes);
    }

    /** Whatever our own code throws concerns this entry and nobody else. */
    private Tried tried(Claim claim, SendingAccount account, EntryId id, Instant began) {
        try {
            return attempt(claim, account, id, began);
        } catch (MailException e) {
            return Tried.NoSession.of(e);
        } catch (RuntimeException | Error e) {
            LOG.log(Logger.Level.ERROR, "Signet itself failed at " + claim.id() + ", attempt " + id, e);
            close();
            return new Tried.OwnFailure(e, dotNoted);
        }
    }

    private Tried attempt(Claim claim, SendingAccount account, EntryId id, Instant began) throws MailException {
        if (account.mail().isEmpty()) {
            return new Tried.Unusable(Findings.hindering(account));
        }
        boolean warm = session.isPresent();
        SmtpSession open = session(account);
        Delivery delivery = send(open, claim, id, began);
        if (warm && !open.usable() && neverBegan(delivery)) {
            close();
            tap.begin();
            open = session(account);
            delivery = send(open, claim, id, began);
        }
        boolean notifies = open.capabilities().offers("DSN");
        if (!open.usable()) {
            close();
        }
        return new Tried.Sent(delivery.dispositions(), notifies, dotRefused);
    }

    private Delivery send(SmtpSession open, Claim claim, EntryId id, Instant began) {
        long from = System.nanoTime();
        offered = Optional.of(Duration.ZERO);
        Delivery delivery = open.send(claim.envelope(), claim.content(), () -> {
            dotRefused = true;
            context.ports().claims().dot(claim, id, began);
            dotRefused = false;
            dotNoted = true;
        });
        offered = Optional.of(Duration.ofNanos(System.nanoTime() - from));
        return delivery;
    }

    /** The session was over before the server answered MAIL: as if it had been closed while it was idle. */
    private static boolean neverBegan(Delivery delivery) {
        return delivery.octetsSent() == 0
                && delivery.dispositions().stream()
                        .allMatch(disposition -> disposition.kind() == Disposition.Kind.NOT_TRIED
                                && disposition.step() == Disposition.Step.MAIL);
    }

    private SmtpSession session(SendingAccount account) throws MailException {
        if (session.isPresent()) {
            return session.get();
        }
        Account mail = account.mail().orElseThrow();
        token(mail);
        SmtpSession opened = SmtpSession.open(mail, tap);
        context.gauges().session(1);
        generation = account.generation();
        session = Optional.of(opened);
        clerk.loggedIn(account);
        return opened;
    }

    /** Before anything is opened: without a token there is nobody to talk to. */
    static void token(Account mail) throws MailException {
        if (mail.authentication() instanceof Authentication.Bearer bearer) {
            try {
                bearer.tokens().token();
            } catch (TokenException e) {
                throw new MailException(
                        new Fault(
                                Protocol.SMTP,
                                Stage.TOKEN,
                                Fault.Kind.TOKEN,
                                e.fault().message(),
                                Optional.empty(),
                                Optional.of(e.fault())),
                        e);
            }
        }
    }

    private void close() {
        if (session.isPresent()) {
            context.gauges().session(-1);
            session.get().close();
            session = Optional.empty();
        }
    }
}
