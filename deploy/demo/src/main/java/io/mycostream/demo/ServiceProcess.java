package io.mycostream.demo;

import io.mycostream.local.TetheredProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One of our services as a process of its own, with its log in a file; it never outlives this process. */
public final class ServiceProcess implements AutoCloseable {

    /**
     * Small and quick to start rather than fast for hours: the demo shares a laptop with a browser. Together they keep a
     * service well below 256 MB of resident memory.
     */
    private static final List<String> SMALL_JVM = List.of(
            "-Xmx64m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=48m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** One pool of native memory for all threads: with one for each, what one of them has freed is lost to the others. */
    private static final List<String> ONE_POOL = List.of("env", "MALLOC_ARENA_MAX=1");

    /** How long a service may take to say goodbye to its clients before it is killed. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final int TAIL_LINES = 20;

    private final String name;
    private final TetheredProcess process;
    private final Path log;
    private final URI health;

    private ServiceProcess(String name, TetheredProcess process, Path log, URI health) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.health = health;
    }

    /**
     * Starts a packaged service.
     *
     * @param application its {@code quarkus-app} folder
     * @param settings configuration properties, by key
     * @param managementPort where it answers for its health
     */
    static ServiceProcess start(
            String name, Path application, Map<String, String> settings, int managementPort, Path log)
            throws IOException {
        return start(name, List.of(), application, settings, managementPort, log);
    }

    /**
     * Starts a packaged service in a JVM with options of its own.
     *
     * @param jvm options that count before the usual ones
     * @param application its {@code quarkus-app} folder
     * @param settings configuration properties, by key
     * @param managementPort where it answers for its health
     */
    static ServiceProcess start(
            String name, List<String> jvm, Path application, Map<String, String> settings, int managementPort, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(ONE_POOL);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL_JVM);
        command.addAll(jvm);
        settings.forEach((key, value) -> command.add("-D" + key + '=' + value));
        command.add("-jar");
        command.add(application.resolve("quarkus-run.jar").toString());
        TetheredProcess process = TetheredProcess.start(command, log);
        return new ServiceProcess(name, process, log, URI.create("http://localhost:" + managementPort + "/q/health/"));
    }

    public String name() {
        return name;
    }

    /** Where this service tells how it is: {@code live}, {@code ready} or {@code started} go behind it. */
    public URI health() {
        return health;
    }

    Path log() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    /** Completes when the process has ended, for whatever reason, with its exit status. */
    CompletableFuture<Integer> ended() {
        return process.ended();
    }

    /** Whether the health check of that name ({@code live}, {@code ready}, {@code started}) answers UP. */
    public boolean isUp(HttpClient client, String check) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(health.resolve(check))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // not listening yet, or no longer
        }
    }

    /**
     * Waits until the service is ready to work.
     *
     * @throws IllegalStateException if it ends instead or is not ready in time; the message has the end of its log
     */
    void awaitReady(HttpClient client, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isUp(client, "ready")) {
            if (process.endsWithin(BETWEEN_LOOKS)) {
                throw new IllegalStateException("%s ended by itself; %s".formatted(name, tailOfLog()));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "%s was not ready after %d s; %s".formatted(name, limit.toSeconds(), tailOfLog()));
            }
        }
    }

    /** The last lines of the log, indented, with the log's place above them. */
    String tailOfLog() {
        StringBuilder text = new StringBuilder("the end of " + log + ':');
        try {
            // undecodable bytes must not hide the lines around them
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())
                    .forEach(line -> text.append("\n  ").append(line));
        } catch (IOException e) {
            text.append("\n  cannot be read: ").append(e.getMessage());
        }
        return text.toString();
    }

    /** Asks the process to end, without waiting. */
    void terminate() {
        process.terminate();
    }

    /** Ends the process at once (SIGKILL) and waits until it is gone. */
    void kill() {
        process.kill();
    }

    /** Ends the process: asks first, kills what has not obeyed after five seconds. Does nothing the second time. */
    @Override
    public void close() {
        terminate();
        try {
            if (process.endsWithin(FAREWELL)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        process.kill();
    }
}
