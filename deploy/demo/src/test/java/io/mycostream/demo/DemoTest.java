package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user meets it: a process, its words and what it leaves behind. */
@Timeout(90)
class DemoTest {

    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration END = Duration.ofSeconds(15);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final long MOST_RESIDENT_KB = 256 * 1024;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void showsWhatToTryAndLeavesNothingBehind() throws Exception {
        Process demo = startAndAwaitFirstEvent();

        String said = said();
        assertThat(said)
                .containsPattern(
                        "http://localhost:\\d+/#token=\\S+&boards=demo-mushroom1,demo-hyphae1,demo-sporebase1\n")
                .containsPattern("redis-cli -p \\d+ publish devices:telemetry '\\{")
                .containsPattern("websocat \"ws://localhost:\\d+/ws/devices/demo-mushroom1\\?token=")
                .containsPattern("Gateway +http://localhost:\\d+/ +health http://localhost:\\d+/q/health/ready +log ")
                .containsPattern("Ingest +http://localhost:\\d+/ +health http://localhost:\\d+/q/health/ready +log ")
                .containsPattern("came out of the gateway \\d+ s after the start:\n  event: telemetry\n")
                .contains(folder.resolve("logs/gateway.log").toString());
        assertThat(errors()).isEmpty();
        assertThatCurlGetsEvents(lineWith("curl -N", said));
        List<ProcessHandle> family = family(demo);
        assertThatJavaIsSmall(demo, family);

        demo.destroy();

        assertThat(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS))
                .as("ends in time")
                .isTrue();
        assertThat(demo.exitValue()).as("exit status").isZero();
        assertThat(errors()).as("words at the end").isEmpty();
        assertThatAllAreGone(family);
    }

    @Test
    void leavesNothingBehindEvenWhenItIsKilled() throws Exception {
        Process demo = startAndAwaitFirstEvent();
        List<ProcessHandle> family = family(demo);

        demo.destroyForcibly();

        assertThatAllAreGone(family);
    }

    @Test
    void saysWhichPartHasEndedByItselfAndEnds() throws Exception {
        Process demo = startAndAwaitFirstEvent();
        List<ProcessHandle> family = family(demo);

        family.stream()
                .filter(process -> commandLine(process).contains("gateway-service"))
                .filter(DemoTest::isJava)
                .forEach(ProcessHandle::destroyForcibly);

        assertThat(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS))
                .as("ends in time")
                .isTrue();
        assertThat(demo.exitValue()).as("exit status").isEqualTo(1);
        assertThat(errors())
                .startsWith("gateway ended by itself with status 137; the end of ")
                .contains("Listening on: http");
        assertThatAllAreGone(family);
    }

    @Test
    void goesOnWithoutItsRedisAndBringsItBack() throws Exception {
        Process demo = startAndAwaitFirstEvent();
        URI board = URI.create(wordLike("http://\\S+/api/stream/devices/demo-mushroom1"));
        try (EventStream events = EventStream.open(board, Files.readString(folder.resolve("token")))) {
            endProcess(lineWith("kill -9 ", said()).replace("kill -9 ", ""));
            await("the end is said").atMost(END).until(() -> said().contains("redis-server has ended"));

            await("the return is said").atMost(END).until(() -> said().contains("redis-server is back, process "));
            events.taken();

            // its history is gone, which the client is told, perhaps already before
            assertThat(Stream.generate(() -> next(events))
                            .filter(name -> !name.equals("gap"))
                            .findFirst())
                    .as("what the same client gets next")
                    .contains("telemetry");
            assertThat(demo.isAlive()).isTrue();
        }

        // the next one may end, too, and the demo with none
        endProcess(wordLike("(?<=redis-server is back, process )\\d+"));
        demo.destroy();

        assertThat(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS))
                .as("ends in time")
                .isTrue();
        assertThat(demo.exitValue()).as("exit status").isZero();
        assertThat(errors()).isEmpty();
    }

    private static String next(EventStream events) {
        try {
            return events.next(RECOVERY).map(EventStream.ServerSentEvent::name).orElse("nothing");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(FreePort.find(), 1, InetAddress.getLoopbackAddress())) {
            Process demo = start("PORT=" + other.getLocalPort());

            assertThat(demo.waitFor(END.toSeconds(), TimeUnit.SECONDS))
                    .as("ends in time")
                    .isTrue();
            assertThat(demo.exitValue()).as("exit status").isEqualTo(2);
            assertThat(errors())
                    .isEqualTo(
                            "port %d, meant for the gateway, is taken by process %d (java); end that, or choose make demo PORT=%d (PORT=0: free ports)\n"
                                    .formatted(
                                            other.getLocalPort(),
                                            ProcessHandle.current().pid(),
                                            other.getLocalPort() + 10));
        }
    }

    private Process startAndAwaitFirstEvent() throws IOException {
        Process demo = start("PORT=0", "RATE=10");
        await("the first event")
                .atMost(START)
                .until(() -> said().contains("Ctrl-C ends everything.") || !demo.isAlive());
        assertThat(demo.isAlive())
                .as("running; it said: %s%s", said(), errors())
                .isTrue();
        return demo;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Ddemo.gateway=" + System.getProperty("demo.gateway"),
                "-Ddemo.ingest=" + System.getProperty("demo.ingest"),
                "-Ddemo.folder=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName()));
        command.addAll(List.of(arguments));
        Process demo = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("said").toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        started.add(demo);
        return demo;
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said"));
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors"));
    }

    private String wordLike(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(said())
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    private static void endProcess(String pid) {
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }

    private static String lineWith(String text, String said) {
        return said.lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow()
                .strip();
    }

    private static void assertThatCurlGetsEvents(String command) throws IOException {
        assumeThat(Stream.of(System.getenv("PATH").split(":")).map(Path::of).map(path -> path.resolve("curl")))
                .as("curl is installed")
                .anyMatch(Files::isExecutable);
        Process curl = new ProcessBuilder("sh", "-c", "exec " + command + " --silent --max-time 20").start();
        try (BufferedReader lines = curl.inputReader()) {
            assertThat(lines.lines()
                            .anyMatch(line -> line.equals("event: telemetry") || line.equals("event:telemetry")))
                    .as("telemetry came out of: %s", command)
                    .isTrue();
        } finally {
            curl.destroyForcibly();
        }
    }

    private static void assertThatJavaIsSmall(Process demo, List<ProcessHandle> family) throws IOException {
        assumeThat(Path.of("/proc/self/status")).exists();
        List<ProcessHandle> javas = Stream.concat(Stream.of(demo.toHandle()), family.stream())
                .filter(DemoTest::isJava)
                .toList();
        assertThat(javas).as("the demo, the ingest service, the gateway").hasSize(3);
        for (ProcessHandle java : javas) {
            assertThat(residentKb(java))
                    .as("resident kB of %s", commandLine(java))
                    .isLessThan(MOST_RESIDENT_KB);
        }
    }

    private static long residentKb(ProcessHandle process) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    private static List<ProcessHandle> family(Process demo) {
        List<ProcessHandle> family = demo.descendants().toList();
        assertThat(family)
                .as("redis-server, the two services, and who watches over them")
                .hasSizeGreaterThan(3);
        return family;
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/java");
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    private static void assertThatAllAreGone(List<ProcessHandle> family) {
        await("all processes of the demo are gone")
                .atMost(END)
                .untilAsserted(() -> assertThat(family).noneMatch(ProcessHandle::isAlive));
    }
}
