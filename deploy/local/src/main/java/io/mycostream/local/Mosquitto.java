package io.mycostream.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real {@code mosquitto} as a child process, on 127.0.0.1 only, where one is installed. It keeps its sessions and messages in
 * its folder when it is ended in an orderly way, and has them again after a restart. It ends with this JVM.
 */
public final class Mosquitto implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);

    private final Path executable;
    private final Path folder;
    private final int port;
    private TetheredProcess process;

    private Mosquitto(Path executable, Path folder, int port) throws IOException {
        this.executable = executable;
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** Whether one is installed: on the PATH, or where Debian puts it. */
    public static boolean isInstalled() {
        return executable().isPresent();
    }

    private static Optional<Path> executable() {
        return Stream.concat(
                        Stream.of(String.valueOf(System.getenv("PATH")).split(":")),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(place -> Path.of(place, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts one on a free port that lets everybody in.
     *
     * @param folder its own
     * @throws IllegalStateException if none is installed, or it does not listen within 10 s
     */
    public static Mosquitto start(Path folder) {
        return start(folder, List.of("allow_anonymous true"));
    }

    /**
     * Starts one on a free port.
     *
     * @param folder its own
     * @param settings further lines of its configuration, those of the listener first
     * @throws IllegalStateException if none is installed, or it does not listen within 10 s
     */
    public static Mosquitto start(Path folder, List<String> settings) {
        Path executable = executable().orElseThrow(() -> new IllegalStateException("no mosquitto is installed"));
        int port = FreePort.find();
        List<String> lines = new ArrayList<>(List.of("listener " + port + " 127.0.0.1"));
        lines.addAll(settings);
        lines.addAll(List.of(
                "user root",
                "persistence true",
                "persistence_location " + folder.toAbsolutePath() + "/",
                "max_queued_messages 0",
                "log_dest stderr",
                "log_type all"));
        try {
            Files.write(folder.resolve("mosquitto.conf"), lines);
            return new Mosquitto(executable, folder, port);
        } catch (IOException e) {
            throw new IllegalStateException("mosquitto could not be started on port " + port, e);
        }
    }

    private TetheredProcess launch() throws IOException {
        Path log = folder.resolve("mosquitto.log");
        List<String> command = new ArrayList<>(List.of(
                executable.toString(), "-c", folder.resolve("mosquitto.conf").toString()));
        TetheredProcess started = TetheredProcess.start(command, log);
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (!started.endsWithin(BETWEEN_QUESTIONS)) {
                if (listens()) {
                    return started;
                }
                if (System.nanoTime() > deadline) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        started.kill();
        throw new IllegalStateException("mosquitto does not listen on port " + port + ": " + Files.readString(log));
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /** The port it listens on, also after a restart. */
    public int port() {
        return port;
    }

    /** What it has printed since its last start. */
    public String log() {
        try {
            return Files.readString(folder.resolve("mosquitto.log"));
        } catch (IOException e) {
            throw new IllegalStateException("no log of mosquitto in " + folder, e);
        }
    }

    /** Ends it in an orderly way (SIGTERM): it writes down what it keeps. Waits until it is gone. */
    public synchronized void stop() {
        process.terminate();
        try {
            process.endsWithin(START_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.kill();
    }

    /** Starts it on the same port with what it had written down, after ending it if it runs. */
    public synchronized void restart() {
        stop();
        try {
            process = launch();
        } catch (IOException e) {
            throw new IllegalStateException("mosquitto could not be started on port " + port, e);
        }
    }

    @Override
    public synchronized void close() {
        process.kill();
    }
}
