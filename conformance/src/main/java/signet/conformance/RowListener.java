package signet.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Appends {@code row TAB result TAB test} for every test that ends and carries a row's number as a tag. */
public final class RowListener implements TestExecutionListener {
    private static final Pattern ROW = Pattern.compile("[PF]\\d{1,2}");
    private static final Path REPORT = Path.of("target", "conformance.tsv");

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!test.isTest()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (TestTag tag : test.getTags()) {
            if (ROW.matcher(tag.getName()).matches()) {
                lines.append(tag.getName())
                        .append('\t')
                        .append(result.getStatus())
                        .append('\t')
                        .append(test.getUniqueId())
                        .append('\n');
            }
        }
        append(lines);
    }

    private static synchronized void append(CharSequence lines) {
        if (lines.length() == 0) {
            return;
        }
        try {
            Files.createDirectories(REPORT.toAbsolutePath().getParent());
            Files.writeString(REPORT, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the conformance report cannot be written", e);
        }
    }
}
