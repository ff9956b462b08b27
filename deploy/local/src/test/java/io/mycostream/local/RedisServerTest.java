package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisServerTest {

    /** Both ways to come by a server; where none is installed the first is the second. */
    static Stream<Arguments> servers() {
        return Stream.of(
                Arguments.argumentSet("from the PATH, or bundled", (Supplier<RedisServer>) RedisServer::start),
                Arguments.argumentSet("bundled", (Supplier<RedisServer>) RedisServer::startBundled));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void answersAtItsUri(Supplier<RedisServer> start) throws IOException {
        try (RedisServer redis = start.get()) {
            URI uri = URI.create(redis.uri());

            assertThat(uri).isEqualTo(URI.create("redis://127.0.0.1:" + redis.port()));
            assertThat(ask(redis, "PING")).isEqualTo("+PONG");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void runsUnderTheProcessIdItTells(Supplier<RedisServer> start) throws IOException {
        try (RedisServer redis = start.get()) {
            assertThat(askAll(redis, "INFO server").lines()).contains("process_id:" + redis.pid());
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void comesBackEmptyOnItsPortAfterItWasKilled(Supplier<RedisServer> start) throws IOException {
        try (RedisServer redis = start.get()) {
            long before = redis.pid();
            int port = redis.port();
            assertThat(ask(redis, "SET fruit apple")).isEqualTo("+OK");

            redis.kill();
            assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(ConnectException.class);
            redis.restart();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.pid()).isNotEqualTo(before);
            assertThat(ask(redis, "GET fruit")).isEqualTo("$-1");
        }
    }

    @Test
    void restartsAlsoWhileItRuns() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            ask(redis, "SET fruit apple");

            redis.restart();

            assertThat(ask(redis, "GET fruit")).isEqualTo("$-1");
        }
    }

    static Stream<Arguments> serversThatKeepTheirData() {
        return Stream.of(
                Arguments.argumentSet(
                        "from the PATH, or bundled", (Supplier<RedisServer>) RedisServer::startKeepingData),
                Arguments.argumentSet("bundled", (Supplier<RedisServer>) RedisServer::startBundledKeepingData));
    }

    @ParameterizedTest
    @MethodSource("serversThatKeepTheirData")
    void comesBackWithItsDataIfItKeepsThem(Supplier<RedisServer> start) throws IOException {
        try (RedisServer redis = start.get()) {
            Path folder = folderOf(redis);
            assertThat(ask(redis, "SET fruit apple")).isEqualTo("+OK");

            redis.kill();
            redis.restart();

            assertThat(askAll(redis, "GET fruit").lines()).contains("apple");

            redis.restart();

            assertThat(askAll(redis, "GET fruit").lines()).contains("apple");
            assertThat(folderOf(redis)).isEqualTo(folder);
        }
    }

    @ParameterizedTest
    @MethodSource("serversThatKeepTheirData")
    void comesBackEmptyAndKeepsWhatIsWrittenThenIfItsDataAreLost(Supplier<RedisServer> start) throws IOException {
        try (RedisServer redis = start.get()) {
            int port = redis.port();
            ask(redis, "SET fruit apple");

            redis.restartEmpty();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(redis, "GET fruit")).isEqualTo("$-1");

            ask(redis, "SET fruit pear");
            redis.restart();

            assertThat(askAll(redis, "GET fruit").lines()).contains("pear");
        }
    }

    @Test
    void leavesNoFolderOfKeptDataOnceItIsClosed() throws IOException {
        RedisServer redis = RedisServer.startKeepingData();
        Path folder = folderOf(redis);

        redis.kill();
        assertThat(folder).isDirectory();
        redis.close();

        assertThat(folder).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void holdsStillUntilItIsResumed(Supplier<RedisServer> start) throws IOException {
        try (RedisServer redis = start.get()) {
            redis.pause();
            assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(SocketTimeoutException.class);

            redis.resume();
            assertThat(ask(redis, "PING")).isEqualTo("+PONG");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void leavesNoProcessAndNoFolder(Supplier<RedisServer> start) throws IOException {
        RedisServer redis = start.get();
        Path folder = folderOf(redis);
        assertThat(folder).isDirectory();

        redis.close();

        assertThat(ProcessHandle.of(redis.pid())).isEmpty();
        assertThat(folder).doesNotExist();
        redis.close();
    }

    @Test
    void canBeClosedWhileItIsHeldStill() {
        RedisServer redis = RedisServer.start();
        redis.pause();

        redis.close();

        assertThat(ProcessHandle.of(redis.pid())).isEmpty();
    }

    @Test
    void leavesNoFolderWhenItHasEndedByItself() throws IOException {
        RedisServer redis = RedisServer.start();
        Path folder = folderOf(redis);
        ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
        process.destroyForcibly();
        await().until(() -> !process.isAlive());

        redis.close();

        assertThat(folder).doesNotExist();
    }

    @Test
    void saysSoWhenThePortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> RedisServer.start(other.getLocalPort()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("port " + other.getLocalPort() + " is taken; its log ends with:\n")
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void doesNotTakeAnotherServerForItsOwn() {
        try (RedisServer other = RedisServer.start()) {
            assertThatThrownBy(() -> RedisServer.start(other.port()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is taken");
        }
    }

    @Test
    void isFoundOnThePathAsAShellFindsIt(@TempDir Path folder) throws IOException {
        Path notExecutable = Files.createDirectories(folder.resolve("a"));
        Files.createFile(notExecutable.resolve("redis-server"));
        Path installed = Files.createDirectories(folder.resolve("b"));
        Path executable = Files.createFile(installed.resolve("redis-server"));
        assertThat(executable.toFile().setExecutable(true)).isTrue();

        String path = "/nowhere" + File.pathSeparator + notExecutable + File.pathSeparator + installed;

        assertThat(RedisExecutable.onPath(path)).contains(executable);
        assertThat(RedisExecutable.onPath("/nowhere")).isEmpty();
        assertThat(RedisExecutable.onPath("")).isEmpty();
    }

    @Test
    void endsWithTheJvmThatStartedItAlsoWhenThatIsKilled() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OwnerOfARedis.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = jvm.inputReader(StandardCharsets.UTF_8)) {
            long pid = Long.parseLong(out.readLine());
            Path folder = Path.of(out.readLine());
            assertThat(ProcessHandle.of(pid)).isPresent();

            jvm.destroyForcibly();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> ProcessHandle.of(pid).isEmpty());
            await().atMost(Duration.ofSeconds(5)).until(() -> !Files.exists(folder));
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** Another JVM that starts a server and then does nothing until it is killed. */
    static final class OwnerOfARedis {

        public static void main(String[] arguments) throws Exception {
            RedisServer redis = RedisServer.start();
            System.out.println(redis.pid());
            System.out.println(folderOf(redis));
            Thread.currentThread().join();
        }
    }

    private static Path folderOf(RedisServer redis) throws IOException {
        return Path.of(askAll(redis, "CONFIG GET dir").lines().toList().getLast());
    }

    /** Sends one command and returns the first line of the answer. */
    private static String ask(RedisServer redis, String command) throws IOException {
        return askAll(redis, command).lines().findFirst().orElseThrow();
    }

    private static String askAll(RedisServer redis, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answers.substring(0, answers.lastIndexOf("+OK"));
        }
    }
}
