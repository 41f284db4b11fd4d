package signet.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published reference and the JSON Schema say what {@link Layout} says. */
class ReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String BEGIN = "<!-- keys: written by ReferenceTest, -Dsignet.write=true -->\n";

    @Test
    void theReferencePageListsEveryKey() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        assertTrue(begin >= BEGIN.length(), "the page has lost its marker");
        StringBuilder keys = new StringBuilder();
        section(keys, "Top level", Layout.ROOT);
        section(keys, "credentials.NAME", Layout.CREDENTIAL);
        section(keys, "accounts.NAME", Layout.ACCOUNT);
        if (Boolean.getBoolean("signet.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + keys);
        } else {
            assertEquals(keys.toString(), page.substring(begin), "run the test once with -Dsignet.write=true");
        }
    }

    @Test
    void thePageNamesEveryCodeOfThisPackage() throws IOException {
        String page = Files.readString(PAGE);
        Pattern code = Pattern.compile(
                "\"((?:yaml|settings|property|secret|listener|relay|login|pacing|server|alerts|retention|limits)(?:-[a-z0-9]+)+)\"");
        Set<String> missing = new TreeSet<>();
        Path sources = Path.of("src/main/java/signet/server");
        try (Stream<Path> files = Files.list(sources.resolve("settings"))) {
            for (Path file : Stream.concat(files, Stream.of(sources.resolve("Reloader.java")))
                    .toList()) {
                Matcher matcher = code.matcher(Files.readString(file));
                while (matcher.find()) {
                    if (!page.contains("`" + matcher.group(1) + "`")) {
                        missing.add(matcher.group(1));
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static void section(StringBuilder out, String title, Shape.Struct struct) {
        out.append("\n### ").append(title).append("\n\n| Key | Value | Meaning |\n|---|---|---|\n");
        rows(out, "", struct);
    }

    private static void rows(StringBuilder out, String prefix, Shape.Struct struct) {
        struct.fields().forEach((key, field) -> {
            out.append("| `").append(prefix).append(key).append('`').append(field.required() ? " (required)" : "");
            out.append(" | ").append(field.shape().expected().replace("|", "\\|"));
            out.append(" | ").append(field.description()).append(" |\n");
            below(field.shape(), prefix + key, out);
        });
    }

    private static void below(Shape shape, String path, StringBuilder out) {
        switch (shape) {
            case Shape.Struct struct -> rows(out, path + ".", struct);
            case Shape.ListOf list -> below(list.item(), path + "[]", out);
            case Shape.MapOf map
            when map.value() instanceof Shape.Text text ->
                out.append("| `")
                        .append(path)
                        .append(".…` | ")
                        .append(text.expected())
                        .append(" | by any name |\n");
            default -> {
                // credentials and accounts have sections of their own; a plain value has nothing below it
            }
        }
    }

    @Test
    void theSchemaIsJsonAndKnowsTheKeys() throws Exception {
        String json = JSONObjectUtils.toJSONString(JsonSchema.of());
        Map<String, Object> schema = JSONObjectUtils.parse(json);

        Map<String, Object> properties = JSONObjectUtils.getJSONObject(schema, "properties");
        assertEquals(Layout.ROOT.fields().keySet(), properties.keySet());
        Map<String, Object> account = JSONObjectUtils.getJSONObject(
                JSONObjectUtils.getJSONObject(properties, "accounts"), "additionalProperties");
        assertEquals(
                Layout.ACCOUNT.fields().keySet(),
                JSONObjectUtils.getJSONObject(account, "properties").keySet());
    }
}
