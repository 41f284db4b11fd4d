package signet.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.account.ObjectStore.Stored;
import signet.server.account.SendingAccount;
import signet.server.api.Configuration.Change;
import signet.server.api.Configuration.Declared;

/** Credentials and accounts: shown without their secrets, and changed where the file does not declare them. */
final class Objects {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Json JSON = new Json(Call.SMALL_BODY);

    private final ApiServices services;
    private final Configuration configuration;

    Objects(ApiServices services) {
        this.services = services;
        this.configuration = services.sending().configuration();
    }

    Answer credentials(Call call) throws IOException {
        return list(call, Kind.CREDENTIAL, "credentials");
    }

    Answer credential(Call call) throws IOException {
        return one(call, Kind.CREDENTIAL);
    }

    Answer putCredential(Call call) throws IOException {
        return put(call, Kind.CREDENTIAL);
    }

    Answer deleteCredential(Call call) throws IOException {
        return delete(call, Kind.CREDENTIAL);
    }

    Answer accounts(Call call) throws IOException {
        return list(call, Kind.ACCOUNT, "accounts");
    }

    Answer account(Call call) throws IOException {
        return one(call, Kind.ACCOUNT);
    }

    Answer putAccount(Call call) throws IOException {
        return put(call, Kind.ACCOUNT);
    }

    Answer deleteAccount(Call call) throws IOException {
        return delete(call, Kind.ACCOUNT);
    }

    private Answer list(Call call, Kind kind, String member) throws IOException {
        call.query();
        Waiting.Picture picture = Waiting.Picture.of(services);
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Declared declared : configuration.declared(kind)) {
            if (maySee(call.caller(), declared)) {
                shown.add(shape(declared, picture));
            }
        }
        return Answer.ok(Map.of(member, shown));
    }

    private Answer one(Call call, Kind kind) throws IOException {
        call.query();
        return Answer.ok(shape(
                declared(kind, call.variable("name"))
                        .filter(found -> maySee(call.caller(), found))
                        .orElseThrow(() -> new ProblemException(Problem.notFound())),
                Waiting.Picture.of(services)));
    }

    /** One object as everybody sees it who may see it. */
    Map<String, Object> shown(Kind kind, String name) throws IOException {
        return shape(
                declared(kind, name).orElseThrow(() -> new IOException(name + " is gone again")),
                Waiting.Picture.of(services));
    }

    private Optional<Declared> declared(Kind kind, String name) throws IOException {
        return configuration.declared(kind).stream()
                .filter(declared -> declared.name().equals(name))
                .findFirst();
    }

    /** A restricted caller sees the credentials of its accounts. */
    boolean maySee(Caller caller, Declared declared) {
        return switch (declared.kind()) {
            case ACCOUNT -> caller.maySee(declared.name());
            case CREDENTIAL ->
                !caller.restricted()
                        || services.sending().accounts().current().accounts().values().stream()
                                .filter(account -> caller.maySee(account.name()))
                                .anyMatch(account -> account.credential().equals(Optional.of(declared.name())));
            case LOGIN -> !caller.restricted();
        };
    }

    private Map<String, Object> shape(Declared declared, Waiting.Picture picture) throws IOException {
        Map<String, Object> shape = Shapes.object(
                "name", declared.name(),
                "source", declared.fromFile() ? "file" : "api",
                "settings", Mask.shown(declared.block(), declared.fromFile()),
                "findings", Placing.shapes(declared.findings()));
        if (declared.kind() == Kind.ACCOUNT) {
            Optional<SendingAccount> account =
                    services.sending().accounts().current().account(declared.name());
            shape.put("address", account.map(SendingAccount::address));
            shape.put("credential", account.flatMap(SendingAccount::credential));
            shape.put("waiting", picture.account(declared.name()).map(Waiting::shape));
            shape.put(
                    "canary",
                    Optional.ofNullable(services.sending().canaries().get().get(declared.name()))
                            .map(CanaryShape::of));
        } else if (declared.kind() == Kind.CREDENTIAL) {
            Certificates.add(shape, configuration.renewal().held(declared));
        }
        return shape;
    }

    private Answer put(Call call, Kind kind) throws IOException {
        call.query();
        call.unrestricted();
        String name = call.variable("name");
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(
                    422, "invalid-name", "a name is [a-z0-9][a-z0-9-]{0,62}: lower-case letters, digits and hyphens");
        }
        Map<String, Object> sent = call.object().all();
        Optional<Declared> before = declared(kind, name);
        before.filter(Declared::fromFile).ifPresent(Objects::locked);
        Map<String, Object> block =
                Mask.unmasked(sent, before.map(d -> Mask.members(d.block())).orElse(Map.of()));
        Change change = configuration.put(new Stored(kind, name, Secret.of(JSON.text(block))));
        if (!change.stored()) {
            throw ProblemException.findings(422, "invalid-settings", change.findings());
        }
        return Answer.json(before.isPresent() ? 200 : 201, shown(kind, name));
    }

    private Answer delete(Call call, Kind kind) throws IOException {
        call.query();
        call.unrestricted();
        String name = call.variable("name");
        Declared before = declared(kind, name).orElseThrow(() -> new ProblemException(Problem.notFound()));
        if (before.fromFile()) {
            locked(before);
        }
        Change change = configuration.delete(kind, name);
        if (!change.stored()) {
            throw ProblemException.findings(409, "in-use", change.findings());
        }
        return Answer.empty(204);
    }

    private static void locked(Declared declared) {
        throw new ProblemException(
                409,
                "declared-in-file",
                "the " + Mask.word(declared.kind()) + " '" + declared.name()
                        + "' is declared in signet.yaml: change it there,"
                        + " then POST /v1/reload. A name lives in one place.");
    }
}
