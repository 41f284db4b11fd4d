package signet.server.console;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.api.Reply;

/**
 * The two forms over an account, <em>mail settings</em> and <em>connection</em>: for a new one and for one that is there. Whoever
 * sends one says by its button what to do: {@code save}, {@code anyway} (though something is wrong), {@code look} (check only),
 * {@code test} or {@code certificate} (save, and have a key pair made). What was filled in is kept with the session while it is
 * not saved.
 */
final class AccountForms {
    static final String NEW = "/console/new-account";

    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";
    private static final String KEPT = "settings ";

    private final SecureRandom random = new SecureRandom();

    /** A form at work: whose, which, and what stands in it. */
    private record Work(Stored stored, Optional<String> account, boolean mail, Entered entered, String draft) {
        Optional<String> ownCredential() {
            return account.flatMap(stored::own);
        }

        List<Group> groups() {
            List<String> shared = stored.shareable(ownCredential());
            boolean tokenUrl = entered.text("method").equals(Drafted.TOKEN_URL);
            return mail
                    ? SettingsFields.mail(account.isEmpty(), tokenUrl, shared)
                    : SettingsFields.connection(account.isEmpty(), shared);
        }

        Drafted.Before before() {
            Map<String, Object> settings =
                    account.flatMap(stored::account).map(Stored::settings).orElse(Map.of());
            Map<String, Object> credential = ownCredential()
                    .flatMap(stored::credential)
                    .map(Stored::settings)
                    .orElse(Map.of());
            return new Drafted.Before(settings, credential);
        }

        Drafted drafted() {
            return mail ? Drafted.mail(entered, before()) : Drafted.connection(entered, before());
        }

        Map<String, Object> body() {
            return drafted().body(account, ownCredential());
        }

        String action() {
            return account.map(name -> "/console/accounts/" + name).orElse(NEW);
        }

        /** Where the form is seen again, with what was filled in. */
        String address() {
            return action() + "?form=" + (mail ? "mail" : "connection") + "&draft=" + draft;
        }

        /** What has been put in of a pair: nobody is told at once that the other half is missing. */
        Set<String> pairFields() {
            boolean key = entered.secret("private-key").isPresent();
            return key ? Set.of("private-key", "private-key-passphrase", "certificate") : Set.of("certificate");
        }

        Work with(Entered changed) {
            return new Work(stored, account, mail, changed, draft);
        }
    }

    /** Presets first; then the form of one of them, or the one that was left. */
    View fresh(Visit visit) {
        boolean mail = mail(visit);
        Optional<Entered> kept = kept(visit, visit.query());
        Optional<Presets.Preset> preset = visit.query().text("preset").flatMap(Presets::named);
        if (kept.isEmpty() && preset.isEmpty()) {
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("presets", Presets.ALL.stream().map(Presets.Preset::shape).toList());
            model.put("connection", visit.query().text("form").equals(Optional.of("connection")));
            return View.page("account-new", model);
        }
        Entered entered = kept.orElseGet(
                () -> mail ? Presets.mail(preset.orElseThrow()) : Presets.connection(preset.orElseThrow()));
        return View.page(
                "account", model(visit, work(visit, Stored.read(visit), Optional.empty(), entered), Faults.none()));
    }

    /** The form of an account that is there. */
    View existing(Visit visit) {
        Stored stored = Stored.read(visit);
        Optional<String> name = Optional.of(visit.variable("name"));
        Map<String, Object> account = stored.account(visit.variable("name"))
                .orElseThrow(() -> new Refusal(404, "Nothing here", "There is no such account."));
        Entered entered = kept(visit, visit.query())
                .orElseGet(() -> StoredSettings.entered(
                        account,
                        Stored.credentialOf(account).flatMap(stored::credential),
                        stored.own(visit.variable("name")).isPresent(),
                        mail(visit) ? Optional.empty() : Optional.of(protocol(visit, account))));
        return View.page("account", model(visit, work(visit, stored, name, entered), Faults.none()));
    }

    private static String protocol(Visit visit, Map<String, Object> account) {
        Optional<String> asked = visit.query().text("protocol");
        Map<String, Object> settings = Stored.settings(account);
        return asked.or(() -> List.of("imap", "pop3", "smtp").stream()
                        .filter(settings::containsKey)
                        .findFirst())
                .orElse("imap");
    }

    private static boolean mail(Visit visit) {
        return !visit.query().text("form").or(() -> visit.form().text("form")).equals(Optional.of("connection"));
    }

    private Work work(Visit visit, Stored stored, Optional<String> account, Entered entered) {
        String draft = visit.query()
                .text("draft")
                .or(() -> visit.form().text("draft"))
                .filter(id -> id.matches("[0-9a-f]{32}"))
                .orElseGet(this::id);
        return new Work(stored, account, mail(visit), entered, draft);
    }

    private String id() {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    private static Optional<Entered> kept(Visit visit, Form from) {
        return from.text("draft").flatMap(id -> visit.session().kept(KEPT + id, Entered.class));
    }

    /** A form was sent. */
    View sent(Visit visit) {
        Stored stored = Stored.read(visit);
        Optional<String> account = visit.path().equals(NEW) ? Optional.empty() : Optional.of(visit.variable("name"));
        if (account.isPresent() && stored.account(account.get()).isEmpty()) {
            throw new Refusal(404, "Nothing here", "There is no such account.");
        }
        Work blank = work(visit, stored, account, Entered.of(Map.of()));
        Work work = blank.with(Entered.of(visit.form(), blank.groups(), kept(visit, visit.form())));
        visit.session().keep(KEPT + work.draft(), work.entered());
        return switch (visit.form().text("do").orElse("save")) {
            case "test" -> test(visit, work);
            case "look" -> look(visit, work);
            case "certificate" -> save(visit, work, true, true);
            case "anyway" -> save(visit, work, true, false);
            default -> save(visit, work, false, false);
        };
    }

    private View look(Visit visit, Work work) {
        Reply checked = visit.post("/v1/check", work.body());
        Faults faults = checked.ok() ? Faults.checked(checked) : Faults.refused(checked);
        boolean pairOnly = visit.htmx();
        Map<String, Object> model = model(visit, work, pairOnly ? faults.about(work.pairFields()) : faults);
        model.put("certificate", Optional.ofNullable(checked.value().get("certificate")));
        model.put("looked", !faults.wrong());
        if (pairOnly) {
            return View.fragment("account", "#certificate-shown", model);
        }
        return faults.wrong() ? View.wrong("account", model) : View.page("account", model);
    }

    private View test(Visit visit, Work work) {
        Reply begun = visit.post("/v1/tests", work.body());
        if (!begun.ok()) {
            Map<String, Object> model = model(visit, work, Faults.refused(begun));
            return visit.htmx() ? View.fragment("account", "#test", model) : View.wrong("account", model);
        }
        String id = String.valueOf(begun.value().get("id"));
        visit.session().keep(TestPages.BACK + id, work.address());
        return visit.htmx() ? TestPages.part(begun) : View.redirect(TestPages.path(id));
    }

    private View save(Visit visit, Work work, boolean anyway, boolean pair) {
        Reply checked = visit.post("/v1/check", work.body());
        Faults faults = checked.ok() ? Faults.checked(checked) : Faults.refused(checked);
        Optional<String> name = name(work, faults);
        if (work.entered().given("method").isEmpty()) {
            faults.error("method", "Choose how Signet logs in.");
        }
        boolean keepsOut = !checked.ok()
                || name.isEmpty()
                || work.entered().given("method").isEmpty();
        if (keepsOut || (faults.wrong() && !anyway)) {
            Map<String, Object> model = model(visit, work, faults);
            model.put("certificate", Optional.ofNullable(checked.value().get("certificate")));
            model.put("anyway", !keepsOut);
            return View.wrong("account", model);
        }
        return stored(visit, work, name.get(), pair, faults);
    }

    /** The account's name; one that cannot be is a fault. */
    private static Optional<String> name(Work work, Faults faults) {
        if (work.account().isPresent()) {
            return work.account();
        }
        Optional<String> given = work.entered().given("name");
        if (given.isEmpty()) {
            String address =
                    work.entered().given("address").orElse(work.entered().text("username"));
            String local = address.replaceFirst("@.*$", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "-")
                    .replaceAll("^-+|-+$", "");
            if (local.isEmpty()) {
                faults.error(work.mail() ? "address" : "username", "Put in the mailbox's address.");
                return Optional.empty();
            }
            return Optional.of(work.stored().free(local.substring(0, Math.min(local.length(), 50))));
        }
        if (!given.get().matches(NAME)) {
            faults.error("name", "Use 1 to 63 lower-case letters, digits and hyphens, the first no hyphen.");
            return Optional.empty();
        }
        if (work.stored().taken(given.get())) {
            faults.error("name", "There is an account of this name already.");
            return Optional.empty();
        }
        return given;
    }

    private View stored(Visit visit, Work work, String name, boolean pair, Faults faults) {
        Drafted drafted = work.drafted();
        String credential = work.ownCredential()
                .orElseGet(() -> work.stored().credential(name).isPresent()
                        ? work.stored().free(name)
                        : name);
        if (pair && drafted.credential().isEmpty()) {
            Faults none = Faults.one("method", "A key pair is for a method with a certificate; choose one first.");
            return View.wrong("account", model(visit, work, none));
        }
        if (drafted.credential().isPresent()) {
            Reply put = visit.put(
                    "/v1/credentials/" + credential, drafted.credential().get());
            if (!put.ok()) {
                return View.wrong("account", model(visit, work, Faults.refused(put, "/credential")));
            }
        }
        Reply put = visit.put("/v1/accounts/" + name, drafted.accountToStore(work.entered(), credential));
        if (!put.ok()) {
            return View.wrong("account", model(visit, work, Faults.refused(put, "/account")));
        }
        visit.session().forget(KEPT + work.draft());
        String page = "/console/accounts/" + name + "?form=" + (work.mail() ? "mail" : "connection");
        if (pair) {
            return made(visit, credential, page);
        }
        return faults.wrong()
                ? View.refused(page, "Saved, but it cannot be used yet: see what is wrong.")
                : View.redirect(page, "Saved. It is in force now.");
    }

    private static View made(Visit visit, String credential, String page) {
        Reply made = visit.post("/v1/credentials/" + credential + "/pair", Map.of());
        if (!made.ok()) {
            return View.refused(page, "Saved, but no key pair was made: " + made.detail());
        }
        boolean follows = !Stored.members(made.value().get("next")).isEmpty();
        return follows
                ? View.redirect(
                        CredentialPages.path(credential),
                        "Saved, and a new key pair was made. Download its certificate.cer, upload it to the app registration,"
                                + " then check and replace.")
                : View.redirect(
                        page,
                        "Saved, and a key pair was made. Download certificate.cer, upload it to the app registration, then"
                                + " test.");
    }

    private static Map<String, Object> model(Visit visit, Work work, Faults faults) {
        return AccountModel.of(
                new AccountModel.Shown(work.stored(), work.account(), work.ownCredential(), work.mail(), work.draft()),
                work.entered(),
                work.groups(),
                faults,
                visit);
    }
}
