package io.mycostream.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real {@code redis-server} as a child process, on 127.0.0.1 only. It is empty at each start and writes nothing to
 * disk, unless it was started to keep its data: then each write is on disk before it is answered, and is there again
 * after a kill and a restart.
 *
 * <p>It runs the {@code redis-server} of the PATH, else the one that embedded-redis carries. It can be killed, started
 * again and held still, to see what becomes of those who use it. It ends with this JVM, also when that is killed.
 *
 * <p>Safe for use by many threads; the methods wait for each other.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(20);
    private static final int ANSWER_LIMIT_MILLIS = 1_000;

    /** How often another port is tried when somebody was faster on the one that had been free. */
    private static final int PORT_ATTEMPTS = 5;

    private static final String LOG = "log";
    private static final int LOG_TAIL_LINES = 20;

    /** What is kept of the data: nothing, or every write before it is answered. */
    private enum Persistence {
        NONE("no"),
        EVERY_WRITE("yes");

        private final String appendOnly;

        Persistence(String appendOnly) {
            this.appendOnly = appendOnly;
        }
    }

    private final RedisExecutable executable;
    private final Persistence persistence;
    private final int port;
    private TetheredProcess process;
    private Path folder;

    private RedisServer(RedisExecutable executable, Persistence persistence, int port) throws IOException {
        this.executable = executable;
        this.persistence = persistence;
        this.port = port;
        this.folder = Files.createTempDirectory("mycostream-redis-");
        try {
            this.process = launch();
        } catch (IllegalStateException failed) {
            removeFolder();
            throw failed;
        }
    }

    /**
     * Starts a server on a free port and waits until it answers.
     *
     * @throws IllegalStateException if it does not answer within 10 s; the message ends with the tail of its log
     */
    public static RedisServer start() {
        return startOnFreePort(RedisExecutable.INSTALLED_OR_BUNDLED, Persistence.NONE);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param port to listen on
     * @throws IllegalStateException if it does not answer within 10 s, or the port is taken; the message ends with the
     *     tail of its log
     */
    public static RedisServer start(int port) {
        return start(RedisExecutable.INSTALLED_OR_BUNDLED, Persistence.NONE, port);
    }

    /** Like {@link #start()}, but runs the bundled server, a Redis 6.2, whatever is installed. */
    public static RedisServer startBundled() {
        return startOnFreePort(RedisExecutable.BUNDLED, Persistence.NONE);
    }

    /**
     * Like {@link #start()}, but the server keeps its data: it writes each change to disk before it answers (append only
     * file, synced always), in a folder that stays over {@link #kill} and {@link #restart} and goes with {@link #close}.
     * A JVM that ends while the server is killed and not restarted leaves the folder behind.
     */
    public static RedisServer startKeepingData() {
        return startOnFreePort(RedisExecutable.INSTALLED_OR_BUNDLED, Persistence.EVERY_WRITE);
    }

    /** Like {@link #startKeepingData()}, but runs the bundled server, a Redis 6.2, whatever is installed. */
    public static RedisServer startBundledKeepingData() {
        return startOnFreePort(RedisExecutable.BUNDLED, Persistence.EVERY_WRITE);
    }

    /** The port it listens on, also before and after a restart. */
    public int port() {
        return port;
    }

    /** Where clients find it, for example {@code redis://127.0.0.1:17001}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** The process id of the server itself, or of the last one when it has been killed. */
    public synchronized long pid() {
        return process.pid();
    }

    /** Ends it without warning (SIGKILL), and waits until it is gone. Does nothing if it is not running. */
    public synchronized void kill() {
        process.kill();
        forget();
    }

    /** Removes the folder, unless data are kept in it. */
    private void forget() {
        if (persistence == Persistence.NONE) {
            removeFolder();
        }
    }

    /**
     * Starts it on the same port, after ending it if it runs: with its data if it keeps them, else empty.
     *
     * @throws IllegalStateException as {@link #start(int)}
     */
    public synchronized void restart() {
        kill();
        launchAgain();
    }

    /**
     * Starts it on the same port without its data, after ending it if it runs, as if its disk had been lost.
     *
     * @throws IllegalStateException as {@link #start(int)}
     */
    public synchronized void restartEmpty() {
        close();
        launchAgain();
    }

    private void launchAgain() {
        try {
            if (!Files.exists(folder)) {
                folder = Files.createTempDirectory("mycostream-redis-");
            }
            process = launch();
        } catch (IllegalStateException failed) {
            forget();
            throw failed;
        } catch (IOException e) {
            throw notStarted(port, e);
        }
    }

    /** Holds it still (SIGSTOP): it keeps its connections, accepts bytes, and answers nothing until {@link #resume}. */
    public synchronized void pause() {
        process.signal("STOP");
    }

    /** Lets it go on after {@link #pause} (SIGCONT). */
    public synchronized void resume() {
        process.signal("CONT");
    }

    /** Ends it; neither a process nor a file stays behind. */
    @Override
    public synchronized void close() {
        process.kill();
        removeFolder();
    }

    private static RedisServer startOnFreePort(RedisExecutable executable, Persistence persistence) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(executable, persistence, FreePort.find());
            } catch (PortTakenException e) {
                if (attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RedisServer start(RedisExecutable executable, Persistence persistence, int port) {
        try {
            return new RedisServer(executable, persistence, port);
        } catch (IOException e) {
            throw notStarted(port, e);
        }
    }

    private static IllegalStateException notStarted(int port, IOException cause) {
        return new IllegalStateException("redis-server could not be started on port " + port, cause);
    }

    private TetheredProcess launch() throws IOException {
        TetheredProcess started = TetheredProcess.startIn(folder, command(), folder.resolve(LOG));
        try {
            waitUntilItAnswers(started);
            return started;
        } catch (IllegalStateException failed) {
            started.kill();
            throw failed;
        }
    }

    private List<String> command() throws IOException {
        return List.of(
                executable.locate(folder).toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                persistence.appendOnly,
                "--appendfsync",
                "always",
                "--dir",
                folder.toString());
    }

    private void waitUntilItAnswers(TetheredProcess started) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (!started.endsWithin(BETWEEN_QUESTIONS)) {
                if (answers(started.pid())) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "redis-server on port " + port + " did not answer within " + START_LIMIT + logTail());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while redis-server was starting on port " + port, e);
        }
        String log = logTail();
        if (log.contains("Address already in use")) {
            throw new PortTakenException("port " + port + " is taken" + log);
        }
        throw new IllegalStateException("redis-server ended while starting on port " + port + log);
    }

    /** Asks who is there instead of only PING: on a port that was taken another server would answer that as well. */
    private boolean answers(long pid) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_LIMIT_MILLIS);
            socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
            socket.getOutputStream().write("PING\r\nINFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answers = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return answers.startsWith("+PONG\r\n") && answers.contains("process_id:" + pid + "\r\n");
        } catch (IOException _) {
            // not yet
            return false;
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve(LOG));
            List<String> tail = lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
            return "; its log ends with:\n" + String.join("\n", tail);
        } catch (IOException e) {
            return "; its log cannot be read: " + e;
        }
    }

    private void removeFolder() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException("could not remove " + folder, e);
        }
    }

    /** Somebody else listens on the port. */
    private static final class PortTakenException extends IllegalStateException {

        PortTakenException(String message) {
            super(message);
        }
    }
}
