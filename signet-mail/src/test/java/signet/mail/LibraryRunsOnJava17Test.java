package signet.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** These modules run inside other people's Java 17 applications: so do their tests. */
class LibraryRunsOnJava17Test {
    @Test
    void testsRunOnTheOldestSupportedJava() {
        assertEquals(17, Runtime.version().feature());
    }
}
