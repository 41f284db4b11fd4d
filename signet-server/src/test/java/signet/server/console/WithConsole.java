package signet.server.console;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import signet.server.console.RunningConsole.Browser;

/** The tests of a class share one console and its administrator, Ada. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithConsole {
    RunningConsole console = unset();
    Browser ada = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void openConsole(@TempDir Path folder) throws Exception {
        console = RunningConsole.in(folder);
        ada = console.administrator();
    }

    @AfterAll
    void closeConsole() throws Exception {
        console.close();
    }
}
