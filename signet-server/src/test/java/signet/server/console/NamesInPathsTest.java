package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People give names to accounts, credentials and users; no page of ours may stand where one of a name belongs. */
class NamesInPathsTest {
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    @TempDir
    Path folder;

    @Test
    void noPageStandsInThePlaceOfAName() throws Exception {
        List<Page> table = RoleMatrixTest.table(folder);
        List<String> hidden = new ArrayList<>();
        for (Page fixed : table) {
            for (Page named : table) {
                Map<String, String> variables = fixed.equals(named)
                        ? Map.of()
                        : named.match(fixed.path()).orElse(Map.of());
                String name = variables.getOrDefault("name", "");
                if (name.matches(NAME)) {
                    hidden.add(fixed.path() + " hides '" + name + "' of " + named.path());
                }
            }
        }
        assertEquals(List.of(), hidden);
        assertTrue(table.stream().anyMatch(page -> page.path().contains("{name}")), "there are pages of names");
    }
}
