package io.mycostream.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line, as a person types it. */
@Timeout(60)
class SimTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Sim.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void helpNamesEveryBoardAndFault() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString())
                .contains("side-a-durable", "lora-gateway", "half-line", "mqtt://localhost:1883", "Examples:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "--board nix|there is no board \"nix\"; there are side-a, side-a-2.0.0, side-b,",
                "--faults nose=1|there is no fault \"nose\"; there are noise,",
                "--faults noise=7|noise is 7.0, expected 0 to 1",
                "--rate 0|the rate is 0.0, expected more than 0 and at most 100000",
                "--duration soon|'soon' is no time; expected one such as 500ms, 10s or 2m",
                "--defects rust|there is no defect \"rust\"; there are line-ends, stale-commands",
                "--port /etc/hostname|is there and is no symbolic link",
                "--truth /nowhere/truth.jsonl|the truth log cannot be written: java.nio.file.NoSuchFileException: /nowhere",
                "--mqtt localhost|expected mqtt://localhost:1883",
                "--mqtt mqtt://localhost:1|the broker at tcp://localhost:1 cannot be used: ",
                "--mqtt mqtt://localhost --board side-a|choose --board or --mqtt",
                "--mqtt mqtt://localhost --form tea|there is no form \"tea\"; there are pack, readings, flat, envelope",
                "--mqtt mqtt://localhost --mqtt-id a/b|cannot be a topic's level",
                "--mqtt mqtt://localhost --qos 2|QoS is 2, expected 0 or 1",
                "--first-seq -1|the first seq is -1, expected 0..4294967295",
                "--nonsense|Unknown option",
            })
    void saysWhatIsWrongAndEndsWithTwo(String arguments, String message) {
        int status = run(arguments.split(" "));

        assertThat(err.toString()).contains(message);
        assertThat(status).isEqualTo(2);
    }

    @Test
    void doesNotRepeatAPassword() {
        assertThat(run("--mqtt", "mqtt://me:secret@localhost:1")).isEqualTo(2);

        assertThat(err.toString()).doesNotContain("secret");
    }

    @Test
    void playsABoardForItsTimeAndLeavesNothingBehind() throws Exception {
        Path port = folder.resolve("ttyMyco0");
        Path truth = folder.resolve("truth.jsonl");

        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run(
                "--board",
                "side-b",
                "--port",
                port.toString(),
                "--rate",
                "20",
                "--duration",
                "4s",
                "--faults",
                "flip=0.1",
                "--seed",
                "7",
                "--truth",
                truth.toString()));
        await().until(() -> Files.exists(port));
        int heard = readToItsEnd(port);

        assertThat(status.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(heard).isPositive();
        assertThat(Files.exists(port)).isFalse();
        assertThat(out.toString()).contains("side-b is at " + port);
        assertThat(err.toString()).contains("boots 1");
        List<JsonNode> entries = entries(truth);
        assertThat(entries.getFirst().path("event").asText()).isEqualTo("boot");
        assertThat(entries)
                .filteredOn(entry -> entry.path("event").asText().equals("sent"))
                .hasSizeGreaterThan(10)
                .allMatch(entry -> entry.path("legible").asBoolean()
                        != entry.path("faults").toString().contains("flip"));
    }

    private static int readToItsEnd(Path port) throws IOException {
        int count = 0;
        try (FileInputStream device = new FileInputStream(port.toFile())) {
            byte[] bytes = new byte[4_096];
            for (int read = device.read(bytes); read > 0; read = device.read(bytes)) {
                count += read;
            }
        } catch (IOException _) {
            // this is how a port ends
        }
        return count;
    }

    private static List<JsonNode> entries(Path file) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            entries.add(JSON.readTree(line));
        }
        return entries;
    }
}
