package signet.server.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What readers look for first: a white border of four modules, and three finders in it. */
class QrDrawingTest {
    private static final int QUIET = 4;
    private static final String[] FINDER = {"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"
    };

    @Test
    void findersStandInAQuietZone() {
        String svg = QrDrawing.svg("otpauth://totp/Signet:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Signet");
        Matcher box = Pattern.compile("viewBox=\"0 0 ([0-9]+) ([0-9]+)\"").matcher(svg);
        assertTrue(box.find(), svg);
        int size = Integer.parseInt(box.group(1));
        assertEquals(1, (size - 2 * QUIET) % 4, "a code has 17 + 4 · version modules");
        Set<String> dark = new HashSet<>();
        Matcher module = Pattern.compile("M([0-9]+),([0-9]+)h1v1h-1z").matcher(svg);
        while (module.find()) {
            int x = Integer.parseInt(module.group(1));
            int y = Integer.parseInt(module.group(2));
            assertTrue(x >= QUIET && y >= QUIET && x < size - QUIET && y < size - QUIET, module.group());
            dark.add(x + "," + y);
        }
        int far = size - QUIET - FINDER.length;
        for (int[] corner : new int[][] {{QUIET, QUIET}, {far, QUIET}, {QUIET, far}}) {
            for (int y = 0; y < FINDER.length; y++) {
                for (int x = 0; x < FINDER.length; x++) {
                    String at = (corner[0] + x) + "," + (corner[1] + y);
                    assertEquals(FINDER[y].charAt(x) == '#', dark.contains(at), at);
                }
            }
        }
    }
}
