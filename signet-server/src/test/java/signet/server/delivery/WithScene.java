package signet.server.delivery;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a scene of its own, and delivery runs. */
abstract class WithScene {
    @TempDir
    Path folder;

    Scene scene;

    @BeforeEach
    void openScene() throws Exception {
        scene = Scene.in(folder).start();
    }

    @AfterEach
    void closeScene() throws Exception {
        scene.close();
    }
}
