package signet.server.api;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The tests of a class share one running API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithServer {
    RunningApi server = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void openServer(@TempDir Path folder) throws Exception {
        server = RunningApi.in(folder);
    }

    @AfterAll
    void closeServer() throws Exception {
        server.close();
    }
}
