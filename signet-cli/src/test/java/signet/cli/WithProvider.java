package signet.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a simulated provider of its own, and settings for it. */
abstract class WithProvider {
    @TempDir
    Path folder = Path.of("");

    Provider provider = unset();

    @SuppressWarnings("NullAway") // set before each test
    private static Provider unset() {
        return null;
    }

    @BeforeEach
    void openProvider() throws Exception {
        provider = new Provider(folder);
    }

    @AfterEach
    void closeProvider() throws Exception {
        provider.close();
    }
}
