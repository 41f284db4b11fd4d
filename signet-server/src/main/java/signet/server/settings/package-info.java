/**
 * {@code signet.yaml}: what the administrator wrote, checked as a whole and turned into accounts.
 *
 * <p>Reading has four steps. {@link signet.server.settings.YamlReader} reads YAML 1.2 into a small tree that knows its
 * lines and holds nothing but text, lists and mappings, so {@code NO} and {@code on} are strings.
 * {@link signet.server.settings.Layout} says which keys exist and what shape their values have; the same description gives
 * the check, the nearest known name for an unknown one, and the JSON Schema. {@link signet.server.settings.SettingsReader}
 * resolves {@code env:}, {@code file:} and {@code literal:} and makes drafts; the doctor's lints look at the drafts.
 *
 * <p>Errors of structure (not YAML, an unknown or repeated key, a list in place of a text) stop the file. A fault in a value
 * inside one account or credential disables that object only, and everything that uses it; the others work. All findings
 * come at once, each with file and line. One listener, login or alert is such an object too; the sections {@code server},
 * {@code retention} and {@code limits} are one each, and with a fault in them no server starts
 * ({@link signet.server.settings.Serving#usable}).
 *
 * <p>Objects made through the API are read by the same rules, but may not refer to files and variables of this machine. A name
 * lives in one place: the file's objects win.
 *
 * <p>An open relay has no form: who may send without login is named by private addresses, on a listener that has a private address
 * itself.
 *
 * <p>Limits: 1 MiB of YAML, 20 levels, 10,000 nodes after aliases; no tags.
 */
@org.jspecify.annotations.NullMarked
package signet.server.settings;
