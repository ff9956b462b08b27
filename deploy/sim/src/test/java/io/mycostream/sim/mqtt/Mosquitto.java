package io.mycostream.sim.mqtt;

import io.mycostream.local.FreePort;
import io.mycostream.local.TetheredProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** A real broker, where one is installed. */
final class Mosquitto implements AutoCloseable {

    private static final Path EXECUTABLE = Path.of("/usr/sbin/mosquitto");

    private final Path folder;
    private final int port;
    private TetheredProcess process;

    private Mosquitto(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                "listener %d 127.0.0.1\nallow_anonymous true\npersistence false\n".formatted(port));
        this.process = launch();
    }

    static boolean isInstalled() {
        return Files.isExecutable(EXECUTABLE);
    }

    static Mosquitto start(Path folder) throws IOException {
        return new Mosquitto(folder, FreePort.find());
    }

    private TetheredProcess launch() throws IOException {
        TetheredProcess started = TetheredProcess.start(
                List.of(
                        EXECUTABLE.toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString()),
                folder.resolve("mosquitto.log"));
        Awaitility.await("mosquitto").until(this::listens);
        return started;
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    String uri() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** Kills it and starts another on the same port. */
    void restart() throws IOException {
        process.kill();
        process = launch();
    }

    @Override
    public void close() {
        process.kill();
    }
}
