package io.mycostream.torture.node;

import io.mycostream.local.FreePort;
import io.mycostream.local.TetheredProcess;
import io.mycostream.local.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One packaged gateway as a process, which can be killed, drained and started again on the same ports. It never outlives
 * this JVM.
 */
public final class GatewayNode implements AutoCloseable {

    /** The heap shrinks to what is in use at each full collection, so that resident memory tells of leaks of any kind. */
    private static final List<String> JVM = List.of(
            "-Xms24m",
            "-Xmx160m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:-ShrinkHeapInSteps",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=96m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration FAREWELL = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final int number;
    private final Path folder;
    private final List<String> command;
    private final int port;
    private final int managementPort;
    private final HttpClient http;
    private @Nullable TetheredProcess process;
    private int lives;
    private volatile boolean open;

    /**
     * Prepares a node; {@link #launch} starts it.
     *
     * @param application the gateway's {@code quarkus-app} folder
     * @param settings on top of those it needs to run
     * @param folder for its logs
     */
    public GatewayNode(
            int number,
            Path application,
            String redis,
            TokenIssuer tokens,
            Map<String, String> settings,
            Path folder,
            HttpClient http) {
        this.number = number;
        this.folder = folder;
        this.http = http;
        port = FreePort.find();
        managementPort = FreePort.find();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", String.valueOf(port));
        all.put("quarkus.management.host", "127.0.0.1");
        all.put("quarkus.management.port", String.valueOf(managementPort));
        all.put("quarkus.redis.hosts", redis);
        all.put("mp.jwt.verify.publickey.location", tokens.publicKey().toUri().toString());
        all.put("mp.jwt.verify.issuer", tokens.name());
        all.putAll(settings);
        command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        all.forEach((key, value) -> command.add("-D" + key + '=' + value));
        command.add("-jar");
        command.add(application.resolve("quarkus-run.jar").toString());
    }

    public int number() {
        return number;
    }

    public int port() {
        return port;
    }

    /** Whether clients may come: it was ready, and nobody has ended it since. */
    public boolean open() {
        return open;
    }

    public synchronized long pid() {
        return running().pid();
    }

    /** Starts the process without waiting for it. */
    public synchronized void launch() throws IOException {
        lives++;
        process = TetheredProcess.start(command, folder.resolve("gateway-%d.%d.log".formatted(number, lives)));
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException if it ends instead, or is not ready within a minute; its log says why
     */
    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        TetheredProcess started = running();
        while (!ready()) {
            if (started.endsWithin(BETWEEN_LOOKS)) {
                throw new IllegalStateException(
                        "gateway %d ended by itself; see its log in %s".formatted(number, folder));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "gateway %d was not ready after %s; see its log in %s".formatted(number, START, folder));
            }
        }
        open = true;
    }

    /** Ends it without warning (SIGKILL). */
    public void kill() {
        open = false;
        running().kill();
    }

    /**
     * Asks it to end (SIGTERM) and waits until it has.
     *
     * @throws IllegalStateException if it does not obey within 15 s
     */
    public void drain() throws InterruptedException {
        open = false;
        running().terminate();
        if (!running().endsWithin(FAREWELL)) {
            throw new IllegalStateException("gateway %d did not end within %s of SIGTERM".formatted(number, FAREWELL));
        }
    }

    private boolean ready() throws InterruptedException {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException _) {
            return false; // not listening yet
        }
    }

    /** The text of its metrics. */
    public String metrics() throws IOException, InterruptedException {
        return get("/q/metrics").body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                        .timeout(Duration.ofSeconds(2))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Its resident memory in bytes, after a full collection. */
    public long residentBytes() throws IOException, InterruptedException {
        ask("GC.run", ProcessBuilder.Redirect.DISCARD);
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the kernel does not say how large gateway " + number + " is"));
        }
    }

    /** Writes what its heap is made of. */
    public void describeHeap(Path file) throws IOException, InterruptedException {
        ask("GC.class_histogram", ProcessBuilder.Redirect.to(file.toFile()));
    }

    private void ask(String question, ProcessBuilder.Redirect answer) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid()),
                        question)
                .redirectErrorStream(true)
                .redirectOutput(answer)
                .start()
                .waitFor();
    }

    private synchronized TetheredProcess running() {
        if (process == null) {
            throw new IllegalStateException("gateway " + number + " was not started");
        }
        return process;
    }

    @Override
    public synchronized void close() {
        open = false;
        if (process != null) {
            process.kill();
        }
    }
}
