package signet.server.watch;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a desk of its own. */
abstract class WithDesk {
    @TempDir
    Path folder;

    Desk desk;

    @BeforeEach
    void openDesk() throws IOException {
        desk = new Desk(folder);
    }

    @AfterEach
    void closeDesk() throws IOException {
        desk.close();
    }
}
