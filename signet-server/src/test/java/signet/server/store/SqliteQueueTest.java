package signet.server.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contracts on SQLite. */
class SqliteQueueTest implements QueueContract {
    @TempDir
    private Path folder;

    private TestStore queue;
    private long epoch;

    @BeforeEach
    void open() throws IOException {
        queue = TestStore.in(folder.resolve("data"));
        epoch = queue.store().accountStates().takeOver("test");
    }

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Override
    public TestStore queue() {
        return queue;
    }

    @Override
    public long epoch() {
        return epoch;
    }
}
