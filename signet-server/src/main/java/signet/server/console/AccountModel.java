package signet.server.console;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import signet.server.account.Role;

/** What the template of a settings form needs. */
final class AccountModel {
    private AccountModel() {}

    /**
     * Which form.
     *
     * @param account empty for a new one
     * @param own     the credential the form fills in too
     * @param draft   names what is kept with the session
     */
    record Shown(Stored stored, Optional<String> account, Optional<String> own, boolean mail, String draft) {}

    static Map<String, Object> of(Shown shown, Entered entered, List<Group> groups, Faults faults, Visit visit) {
        Optional<Map<String, Object>> account = shown.account().flatMap(shown.stored()::account);
        Optional<Map<String, Object>> credential =
                account.flatMap(Stored::credentialOf).flatMap(shown.stored()::credential);
        boolean ofFile = account.map(Stored::ofFile).orElse(false);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", shown.account());
        model.put("account", account);
        model.put("credential", credential);
        model.put("own", shown.own());
        model.put("ofFile", ofFile);
        model.put("reading", account.map(Stored::reading).orElse(false));
        model.put("editable", !ofFile && visit.role().includes(Role.ADMINISTRATOR));
        model.put("form", shown.mail() ? "mail" : "connection");
        model.put("draft", shown.draft());
        model.put(
                "action",
                shown.account().map(name -> "/console/accounts/" + name).orElse(AccountForms.NEW));
        model.put("groups", groups(shown, entered, groups, faults));
        model.put("elsewhere", faults.elsewhere(names(groups)));
        model.put("wrong", faults.wrong());
        model.put("part", visit.htmx());
        model.put("told", told(groups, faults));
        model.put("anyway", false);
        model.put("looked", false);
        model.put(
                "certificate", credential.map(found -> found.get("certificate")).flatMap(AccountModel::optional));
        return model;
    }

    /** What is wrong with fields, for where the fields are not shown again. */
    private static List<String> told(List<Group> groups, Faults faults) {
        List<String> told = new ArrayList<>(faults.elsewhere(names(groups)));
        for (Group group : groups) {
            for (Field field : group.fields()) {
                faults.errors(field.name()).forEach(text -> told.add(field.label() + ": " + text));
            }
        }
        return told;
    }

    private static Optional<Object> optional(Object value) {
        return value instanceof Optional<?> inside ? inside.map(found -> found) : Optional.of(value);
    }

    private static Set<String> names(List<Group> groups) {
        Set<String> names = new HashSet<>();
        groups.forEach(group -> group.fields().forEach(field -> names.add(field.name())));
        return names;
    }

    private static List<Map<String, Object>> groups(Shown shown, Entered entered, List<Group> groups, Faults faults) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Group group : groups) {
            List<Map<String, Object>> fields = new ArrayList<>();
            boolean open = !group.folded();
            for (Field field : group.fields()) {
                List<String> errors = faults.errors(field.name());
                fields.add(field.shown(
                        entered.shown(field), kept(shown, entered, field), errors, faults.warnings(field.name())));
                open |= !errors.isEmpty() || unusual(field, entered);
            }
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("id", group.id());
            of.put("legend", group.legend());
            of.put("note", group.note());
            of.put("folded", group.folded());
            of.put("open", open);
            of.put("button", group.button());
            of.put("fields", fields);
            all.add(of);
        }
        return all;
    }

    /** Nobody shall overlook what was set under "more". */
    private static boolean unusual(Field field, Entered entered) {
        String value = entered.text(field.name());
        return !value.isEmpty() && !value.equals("global") && field.kind() != Field.Kind.CHOICE;
    }

    /** What is said in place of a secret. */
    private static String kept(Shown shown, Entered entered, Field field) {
        if (!field.kind().secret()) {
            return "";
        }
        if (entered.secret(field.name()).isPresent()) {
            return "Entered and kept on the server, not saved yet. Leave it empty to keep it.";
        }
        boolean stored = settings(shown, field.name()).containsKey(field.name());
        return stored ? "Stored; it is not shown. Leave it empty to keep it." : "";
    }

    private static Map<String, Object> settings(Shown shown, String field) {
        return field.equals("password")
                ? shown.account()
                        .flatMap(shown.stored()::account)
                        .map(Stored::settings)
                        .orElse(Map.of())
                : shown.own()
                        .flatMap(shown.stored()::credential)
                        .map(Stored::settings)
                        .orElse(Map.of());
    }
}
