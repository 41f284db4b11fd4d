package signet.server.console;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The tests of a class share one office. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithOffice {
    Office office = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // set before the tests
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void openOffice(@TempDir Path folder) throws Exception {
        office = new Office(folder);
    }

    @AfterAll
    void closeOffice() throws Exception {
        office.close();
    }
}
