package signet.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of docs/simulator.md works, in the order of the page. */
class SimulatorPageTest {
    private static final Path PAGE = Path.of("..", "docs", "simulator.md");

    private static List<String> blocks(String language) throws Exception {
        List<String> blocks = new ArrayList<>();
        Matcher fences =
                Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(Files.readString(PAGE));
        while (fences.find()) {
            blocks.add(fences.group(1));
        }
        return blocks;
    }

    @Test
    void everyCommandOfThePageSucceeds(@TempDir Path directory) throws Exception {
        List<String> commands = blocks("sh");
        assertTrue(commands.size() > 8, commands.size() + " blocks");
        try (Simulator simulator = Simulator.start(Scenario.defaults())) {
            Path json = Files.writeString(directory.resolve("simulator.json"), simulator.toJson());
            for (String command : commands) {
                run(command, directory, Map.of("SIMULATOR", json.toString()));
            }
            assertEquals(Map.of(), simulator.faults().active());
        }
    }

    private static void run(String command, Path directory, Map<String, String> variables) throws Exception {
        Path output = directory.resolve("output.txt");
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().putAll(variables);
        Process process = bash.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "not finished after a minute:\n" + command);
        assertEquals(0, process.exitValue(), command + "\n" + Files.readString(output));
    }

    @Test
    void theScenarioOfThePageStarts() throws Exception {
        String yaml = blocks("yaml").get(0);
        try (Simulator simulator = Simulator.start(Scenario.parse(yaml, Path.of("")))) {
            assertEquals(1, simulator.faults().active().size());
        }
    }

    @Test
    void thePageNamesEverySwitch() throws Exception {
        String page = Files.readString(PAGE);
        try (Simulator simulator = Simulator.start(Scenario.defaults())) {
            List<String> names = new ArrayList<>(AppSwitches.table()
                    .state(simulator
                            .entra()
                            .apps(simulator.entra().tenants().get(0))
                            .get(0))
                    .keySet());
            names.addAll(TokenSwitches.table().state(simulator.entra()).keySet());
            names.addAll(ExchangeSwitches.table().state(simulator.exchange()).keySet());
            names.addAll(MailboxSwitches.table(simulator.exchange(), simulator.clock())
                    .state(simulator
                            .exchange()
                            .mailbox("portal@contoso.example")
                            .orElseThrow())
                    .keySet());
            List<String> missing = names.stream()
                    .filter(name -> !page.contains("`" + name + "`"))
                    .toList();
            assertEquals(List.of(), missing);
        }
    }
}
