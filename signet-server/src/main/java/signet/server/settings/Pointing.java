package signet.server.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signet.doctor.Finding;
import signet.oauth.Problem.Severity;

/** Which line a finding of the doctor, who knows values and no lines, is about. */
public final class Pointing {
    private static final Pattern SETTING = Pattern.compile("^(?:account|credential) [^ ,]+, ([A-Za-z0-9_.-]+): ");
    private static final Set<String> NOT_THERE =
            Set.of("private-key-missing", "certificate-missing", "client-secret-missing", "password-missing");
    private static final String KEY = "private-key";
    private static final String PASSPHRASE = "private-key-passphrase";
    private static final String CERTIFICATE = "certificate";

    private Pointing() {}

    /** Adds what was found out about a credential, with the setting's name and its line. */
    static void credential(Complaints complaints, Block block, String name, Finding finding) {
        Optional<String> named = setting(finding);
        Optional<String> setting = named.or(() -> ofCode(finding.code(), finding.summary()));
        if (setting.isPresent() && followsFromMissingValue(complaints, block, setting.get(), finding)) {
            return;
        }
        String label = named.isPresent() || setting.isEmpty() ? "" : "credential " + name + ", " + setting.get() + ": ";
        complaints.add(block.owner(), CredentialReader.at(place(block, setting), labelled(label, finding)));
    }

    /** Adds what was found out about an account, with its line. */
    static void account(Complaints complaints, Block block, Finding finding) {
        complaints.add(block.owner(), CredentialReader.at(place(block, setting(finding)), finding));
    }

    private static Optional<String> setting(Finding finding) {
        Matcher matcher = SETTING.matcher(finding.summary());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whoever was told that a file cannot be read knows that what is in it is missing. */
    private static boolean followsFromMissingValue(
            Complaints complaints, Block block, String setting, Finding finding) {
        String quoted = "'" + block.path() + "." + setting + "'";
        return NOT_THERE.contains(finding.code())
                && complaints.of(block.owner()).stream()
                        .filter(earlier -> earlier.severity() == Severity.ERROR)
                        .anyMatch(earlier -> earlier.summary().contains(quoted));
    }

    /** Where the setting is written; where it is not, the nearest that is. */
    private static Place place(Block block, Optional<String> setting) {
        if (setting.isEmpty()) {
            return block.place();
        }
        if (setting.get().equals(PASSPHRASE) && !block.has(PASSPHRASE)) {
            return block.place(KEY);
        }
        Place place = block.place();
        Block within = block;
        for (String part : setting.get().split("\\.", -1)) {
            if (!within.has(part)) {
                return place;
            }
            place = within.place(part);
            within = within.block(part).orElse(within);
        }
        return place;
    }

    private static Finding labelled(String label, Finding finding) {
        return new Finding(
                finding.code(),
                finding.severity(),
                label + finding.summary(),
                finding.causes(),
                finding.remedy(),
                finding.stage(),
                finding.facts());
    }

    /** The setting of a credential that a finding about keys and certificates is about; these do not name it. */
    public static Optional<String> ofCode(String code, String text) {
        return switch (code) {
            case "key-passphrase-missing", "key-passphrase-wrong" -> Optional.of(PASSPHRASE);
            case "key-in-certificate-field",
                    "public-key-in-certificate-field",
                    "request-in-certificate-field",
                    "key-certificate-mismatch" -> Optional.of(CERTIFICATE);
            case "certificate-in-key-field" -> Optional.of(KEY);
            default -> pem(code, text);
        };
    }

    private static Optional<String> pem(String code, String text) {
        if (code.startsWith("pem-")) {
            boolean certificate = text.toLowerCase(Locale.ROOT).contains("certificate");
            return Optional.of(certificate ? CERTIFICATE : KEY);
        }
        if (code.startsWith("certificate-")) {
            return Optional.of(CERTIFICATE);
        }
        boolean key = code.startsWith("key-") || code.startsWith("public-key-") || code.startsWith("private-key-");
        return key ? Optional.of(KEY) : Optional.empty();
    }
}
