package signet.server.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;
import signet.oauth.Secret;
import signet.server.account.ObjectStore.Kind;
import signet.server.api.Configuration.Checked;
import signet.server.api.Configuration.Declared;
import signet.server.certificate.CertificateFacts;

/**
 * An account and a credential that are not stored, as somebody fills them in. Where they stand for stored ones, those are named
 * beside them, and {@value Mask#HIDDEN} means the stored value, under the same condition as in a PUT.
 */
final class Drafting {
    private static final Json JSON = new Json(Call.SMALL_BODY);

    private final Configuration configuration;

    Drafting(Configuration configuration) {
        this.configuration = configuration;
    }

    /** What is wrong with a draft as far as it can be told without a network, and what its certificate is. */
    Answer check(Call call) throws IOException {
        Checked checked = configuration.check(draft(call, false));
        List<Finding> findings = checked.findings();
        return Answer.ok(Shapes.object(
                "ok", findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR),
                "findings", findings.stream().map(Placing::shape).toList(),
                "certificate", checked.certificate().map(CertificateFacts::of)));
    }

    /** The draft a request holds. */
    Secret draft(Call call, boolean withAccount) throws IOException {
        call.query();
        call.unrestricted();
        Members body = call.object();
        Optional<Members> stored = body.object("stored");
        Map<String, Object> draft = new LinkedHashMap<>();
        for (Kind kind : List.of(Kind.ACCOUNT, Kind.CREDENTIAL)) {
            String word = Shapes.word(kind);
            Optional<String> of = stored.flatMap(names -> names.text(word));
            Optional<Object> raw = body.raw(word);
            if (raw.isPresent() && !(raw.get() instanceof Map)) {
                body.complain(word, "expected is an object: " + article(kind) + " as it would stand in signet.yaml");
            } else if (raw.isEmpty() && kind == Kind.ACCOUNT && withAccount) {
                body.complain(word, "is missing: an account as it would stand in signet.yaml");
            } else if (raw.isPresent()) {
                draft.put(word, unmasked(kind, of, (Map<?, ?>) raw.get()));
            }
        }
        stored.ifPresent(Members::noOthers);
        body.done();
        return Secret.of(JSON.text(draft));
    }

    private static String article(Kind kind) {
        return kind == Kind.ACCOUNT ? "an account" : "a credential";
    }

    private Map<String, Object> unmasked(Kind kind, Optional<String> stored, Map<?, ?> raw) throws IOException {
        Map<String, Object> sent = new LinkedHashMap<>();
        raw.forEach((key, value) -> sent.put(String.valueOf(key), value));
        Map<String, Object> before = Map.of();
        if (stored.isPresent()) {
            before = configuration.declared(kind).stream()
                    .filter(declared -> declared.name().equals(stored.get()) && !declared.fromFile())
                    .findFirst()
                    .map(Declared::block)
                    .map(Mask::members)
                    .orElse(Map.of());
        }
        return Mask.unmasked("/" + Shapes.word(kind), sent, before);
    }
}
