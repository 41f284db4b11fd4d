package signet.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private final Endings endings = new Endings();
    private final List<String> ended = new ArrayList<>();

    @Test
    void whatBeganLastEndsFirstAndOnce() {
        endings.push(() -> ended.add("store"));
        endings.push(() -> ended.add("delivery"));
        assertEquals(Optional.empty(), endings.end());
        assertEquals(Optional.empty(), endings.end());
        assertEquals(List.of("delivery", "store"), ended);
    }

    @Test
    void theOthersEndWhateverOneThrowsAndTheFirstFailureIsTold() {
        endings.push(() -> ended.add("store"));
        endings.push(() -> {
            throw new IllegalStateException("the second");
        });
        endings.push(() -> {
            throw new InterruptedException();
        });
        endings.push(() -> {
            throw new IOException("the first");
        });
        String told = String.valueOf(endings.end().orElseThrow().getMessage());
        assertTrue(Thread.interrupted(), "whoever hurries us is heard");
        assertTrue(told.endsWith("the first"), told);
        assertEquals(List.of("store"), ended);
    }
}
