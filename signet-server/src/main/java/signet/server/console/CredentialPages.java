package signet.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import signet.server.account.Role;
import signet.server.api.Reply;

/** Credentials: when they end, and how a new pair or secret takes the old one's place. */
final class CredentialPages {
    private static final String LIST = "/console/credentials";

    private CredentialPages() {}

    static List<Page> pages() {
        String one = LIST + "/{name}";
        return List.of(
                new Page("GET", LIST, Role.VIEWER, visit -> View.redirect("/console/accounts#credentials")),
                new Page("GET", one, Role.VIEWER, CredentialPages::show),
                new Page("GET", one + "/certificate.cer", Role.VIEWER, CredentialPages::certificate),
                new Page("POST", one + "/pair", Role.ADMINISTRATOR, CredentialPages::make),
                new Page("POST", one + "/next", Role.ADMINISTRATOR, CredentialPages::follow),
                new Page("POST", one + "/rehearse", Role.OPERATOR, CredentialPages::rehearse),
                new Page("POST", one + "/replace", Role.ADMINISTRATOR, CredentialPages::replace),
                new Page("POST", one + "/forget", Role.ADMINISTRATOR, CredentialPages::forget),
                new Page("GET", one + "/delete", Role.ADMINISTRATOR, CredentialPages::ask),
                new Page("POST", one + "/delete", Role.ADMINISTRATOR, CredentialPages::delete));
    }

    static String path(String name) {
        return LIST + "/" + name;
    }

    private static String page(Visit visit) {
        return path(visit.variable("name"));
    }

    private static String asked(Visit visit) {
        return "/v1/credentials/" + visit.variable("name");
    }

    private static View show(Visit visit) {
        return View.page("credential", model(visit, Faults.none(), List.of()));
    }

    private static Map<String, Object> model(Visit visit, Faults faults, List<?> findings) {
        Stored stored = Stored.read(visit);
        String name = visit.variable("name");
        Map<String, Object> credential = stored.credential(name)
                .orElseThrow(() -> new Refusal(404, "Nothing here", "There is no such credential."));
        String method = String.valueOf(Stored.settings(credential).get("method"));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("credential", credential);
        model.put("method", method);
        model.put("secret", method.equals("client-secret-microsoft-oauth2"));
        model.put("pair", method.equals("certificate-microsoft-oauth2") || method.equals("oauth2"));
        model.put("users", stored.users(name));
        model.put("editable", visit.role().includes(Role.ADMINISTRATOR));
        model.put("operates", visit.role().includes(Role.OPERATOR));
        model.put("ofFile", Stored.ofFile(credential));
        model.put("action", path(name));
        model.put("fields", fields(faults));
        model.put("elsewhere", faults.elsewhere(fieldNames()));
        model.put("refused", findings);
        return model;
    }

    private static java.util.Set<String> fieldNames() {
        return SettingsFields.successor().stream().map(Field::name).collect(Collectors.toSet());
    }

    private static Map<String, Object> fields(Faults faults) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Field field : SettingsFields.successor()) {
            fields.put(
                    field.name().replace("-", ""),
                    field.shown("", "", faults.errors(field.name()), faults.warnings(field.name())));
        }
        return fields;
    }

    private static View certificate(Visit visit) {
        return View.file(visit.get(
                asked(visit) + "/certificate",
                Map.of("which", visit.query().text("which").orElse(""))));
    }

    private static View make(Visit visit) {
        Reply made = visit.post(asked(visit) + "/pair", Map.of());
        return made.ok()
                ? View.redirect(
                        page(visit),
                        "A key pair was made. Download its certificate.cer, upload it to the app registration, then check it.")
                : refused(visit, made);
    }

    /** Puts in what follows, and uses it if the provider takes it. */
    private static View follow(Visit visit) {
        Map<String, Object> successor = new LinkedHashMap<>();
        for (Field field : SettingsFields.successor()) {
            Optional<String> value = field.kind().secret()
                    ? visit.form().exact(field.name())
                    : visit.form().text(field.name());
            value.filter(text -> !text.isBlank()).ifPresent(text -> successor.put(field.name(), text));
        }
        Reply kept = visit.put(asked(visit) + "/next", successor);
        return kept.ok() ? replace(visit) : refused(visit, kept);
    }

    /** Tries what follows, and shows what came of it; nothing is changed. */
    private static View rehearse(Visit visit) {
        Reply rehearsed = visit.post(asked(visit) + "/rehearse", Map.of());
        if (!rehearsed.ok()) {
            return View.refused(page(visit), rehearsed.detail());
        }
        Map<String, Object> model = new LinkedHashMap<>(rehearsed.value());
        model.put("back", page(visit));
        return View.page("rehearsal", model);
    }

    private static View replace(Visit visit) {
        Reply replaced = visit.post(asked(visit) + "/replace", Map.of());
        return replaced.ok()
                ? View.redirect(
                        page(visit), "The provider takes it, and it is in use now. Mail that waited for it goes out.")
                : refused(visit, replaced);
    }

    private static View refused(Visit visit, Reply reply) {
        List<?> findings = reply.value().get("findings") instanceof List<?> list ? list : List.of();
        Faults faults = Faults.none();
        reply.complaints()
                .forEach(complaint -> faults.error(complaint.where().replaceFirst("^#/", ""), complaint.detail()));
        if (reply.complaints().isEmpty() && findings.isEmpty()) {
            faults.error("", reply.detail());
        }
        return View.wrong("credential", model(visit, faults, findings));
    }

    private static View forget(Visit visit) {
        Reply forgotten = visit.delete(asked(visit) + "/next");
        return forgotten.ok()
                ? View.redirect(page(visit), "Forgotten. The one in use stays in use.")
                : View.refused(page(visit), forgotten.detail());
    }

    private static View ask(Visit visit) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("what", "credential");
        model.put("name", visit.variable("name"));
        model.put("action", page(visit) + "/delete");
        model.put("back", page(visit));
        model.put("text", "Its private key or secret is lost with it: a key that was made here exists nowhere else.");
        return View.page("delete", model);
    }

    private static View delete(Visit visit) {
        Reply reply = visit.delete(asked(visit));
        return reply.ok()
                ? View.redirect("/console/accounts", "The credential " + visit.variable("name") + " is removed.")
                : View.refused(page(visit), reply.detail());
    }
}
