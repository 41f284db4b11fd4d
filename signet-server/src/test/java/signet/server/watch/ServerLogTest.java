package signet.server.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ServerLogTest {
    private static final String HOSTILE = "550 \u001b[2J\r\n2026-11-26 forged \u202egnirts\u2028";

    private final Logger root = Logger.getAnonymousLogger();

    @Test
    @Tag("F53")
    @Timeout(60)
    void aStandardErrorThatNobodyReadsBlocksNobodyAndTheLossIsCounted() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        ServerLog log = ServerLog.install(
                root,
                ServerLog.Form.TEXT,
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        throw new AssertionError("octet by octet");
                    }

                    @Override
                    public void write(byte[] octets) throws IOException {
                        stuck.countDown();
                        try {
                            read.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        seen.writeBytes(octets);
                    }
                },
                Level.INFO);
        root.info("first");
        assertTrue(stuck.await(10, TimeUnit.SECONDS));
        for (int i = 0; i < QueuedLines.LENGTH + 100; i++) {
            root.info("more"); // would stand here for ever
        }
        assertEquals(100, log.dropped());

        read.countDown();
        log.close();

        String text = seen.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("100 log lines were dropped"), text.substring(0, 500));
        assertEquals(
                QueuedLines.LENGTH,
                text.lines().filter(line -> line.endsWith(" more")).count());
    }

    @Test
    void anUnwritableStandardErrorLosesLinesAndNothingElse() {
        QueuedLines lines = new QueuedLines(new LogLine.Text(), new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("no space left on device");
            }
        });
        lines.start();
        lines.publish(new LogRecord(Level.INFO, "x"));
        lines.close(Duration.ofSeconds(10));
        assertEquals(1, lines.dropped());
    }

    @Test
    void foreignTextStaysOnItsLine() {
        LogRecord record = new LogRecord(Level.WARNING, "refused: {0}");
        record.setParameters(new Object[] {HOSTILE});
        record.setLoggerName("signet.x");
        record.setThrown(new IOException("cause\nforged", new IllegalStateException("deeper\u001b[0m")));
        String text = new LogLine.Text().format(record);
        assertTrue(
                text.lines()
                        .findFirst()
                        .orElseThrow()
                        .endsWith(
                                "WARNING signet.x refused: 550 \\u001b[2J\\r\\n2026-11-26 forged \\u202egnirts\\u2028"),
                text);
        assertTrue(text.contains("    java.io.IOException: cause\\nforged\n"), text);
        assertTrue(text.contains("    caused by java.lang.IllegalStateException: deeper\\u001b[0m\n"), text);
    }

    @Test
    void asJsonARecordIsOneObjectOnOneLine() throws Exception {
        LogRecord record = new LogRecord(Level.WARNING, "refused: {0}");
        record.setParameters(new Object[] {HOSTILE});
        record.setLoggerName("signet.x");
        record.setThrown(new IOException("cause\nforged", new IllegalStateException("deeper")));
        String line = new LogLine.Json().format(record);
        assertEquals(1, line.lines().count());
        Map<String, Object> object = JSONObjectUtils.parse(line);
        assertEquals("refused: " + HOSTILE, object.get("message"));
        assertEquals("WARNING", object.get("level"));
        assertEquals(
                List.of("java.io.IOException: cause\nforged", "java.lang.IllegalStateException: deeper"),
                object.get("causes"));
    }

    @Test
    void aLongMessageIsCut() {
        LogRecord record = new LogRecord(Level.INFO, "x".repeat(100_000));
        assertTrue(new LogLine.Text().format(record).length() < 2200);
        assertTrue(new LogLine.Json().format(record).length() < 2300);
    }

    @Test
    void closedItGivesTheOldHandlersBackAndLevelsAreKept() {
        Handler before = new ConsoleHandler();
        root.addHandler(before);
        root.setUseParentHandlers(false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ServerLog log = ServerLog.install(root, ServerLog.Form.JSON, out, Level.WARNING)) {
            assertEquals(1, root.getHandlers().length);
            root.info("too little");
            root.warning("enough");
            assertEquals(0, log.dropped());
        }
        assertEquals(List.of(before), List.of(root.getHandlers()));
        assertFalse(out.toString(StandardCharsets.UTF_8).contains("too little"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("enough"));
    }
}
