package io.mycostream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntSupplier;
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

    /** How often another port is tried when somebody was faster on the one that had been free. */
    private static final int PORT_ATTEMPTS = 5;

    private static final String OFFSET = "master_repl_offset:";
    private static final String LOG = "log";
    private static final int LOG_TAIL_LINES = 20;

    private final RedisCommandLine commandLine;
    private final int port;
    private TetheredProcess process;
    private Path folder;

    private RedisServer(RedisCommandLine commandLine, int port) throws IOException {
        this.commandLine = commandLine;
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
        return start(RedisCommandLine.emptyAtStart(RedisExecutable.INSTALLED_OR_BUNDLED));
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param port to listen on
     * @throws IllegalStateException if it does not answer within 10 s, or the port is taken; the message ends with the
     *     tail of its log
     */
    public static RedisServer start(int port) {
        return start(RedisCommandLine.emptyAtStart(RedisExecutable.INSTALLED_OR_BUNDLED), port);
    }

    /** Like {@link #start()}, but runs the bundled server, a Redis 6.2, whatever is installed. */
    public static RedisServer startBundled() {
        return start(RedisCommandLine.emptyAtStart(RedisExecutable.BUNDLED));
    }

    /**
     * Like {@link #start()}, but the server keeps its data: it writes each change to disk before it answers (append only
     * file, synced always), in a folder that stays over {@link #kill} and {@link #restart} and goes with {@link #close}.
     * A JVM that ends while the server is killed and not restarted leaves the folder behind.
     */
    public static RedisServer startKeepingData() {
        return start(RedisCommandLine.keepingData(RedisExecutable.INSTALLED_OR_BUNDLED));
    }

    /** Like {@link #startKeepingData()}, but runs the bundled server, a Redis 6.2, whatever is installed. */
    public static RedisServer startBundledKeepingData() {
        return start(RedisCommandLine.keepingData(RedisExecutable.BUNDLED));
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

    /**
     * Sends one command on a connection of its own and returns the reply as it comes over the wire, in RESP 2.
     *
     * @throws IllegalStateException if the reply is an error, or there is none within a second
     */
    public String ask(String... words) {
        try {
            String reply = RedisQuestion.ask(port, words);
            if (reply.startsWith("-")) {
                throw new IllegalStateException(words[0] + " is answered by: " + reply.strip());
            }
            return reply;
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + words[0] + " on port " + port, e);
        }
    }

    /** Waits until a server that follows this one has all that is written here by now. */
    void awaitFollower(RedisServer follower) {
        long written = offset();
        Patience.await("the replication to port " + follower.port, () -> follower.offset() >= written);
    }

    private long offset() {
        return ask("INFO", "replication")
                .lines()
                .filter(line -> line.startsWith(OFFSET))
                .mapToLong(line -> Long.parseLong(line.substring(OFFSET.length())))
                .findFirst()
                .orElseThrow();
    }

    /** Ends it without warning (SIGKILL), and waits until it is gone. Does nothing if it is not running. */
    public synchronized void kill() {
        process.kill();
        forget();
    }

    /** Removes the folder, unless data are kept in it. */
    private void forget() {
        if (!commandLine.keepsFolder()) {
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

    /** Starts one that is run in a way of its own, on a free port. */
    static RedisServer start(RedisCommandLine commandLine) {
        return start(commandLine, FreePort::find);
    }

    /** Starts one that is run in a way of its own, on a free port found in a way of its own. */
    static RedisServer start(RedisCommandLine commandLine, IntSupplier ports) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(commandLine, ports.getAsInt());
            } catch (PortTakenException e) {
                if (attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RedisServer start(RedisCommandLine commandLine, int port) {
        try {
            return new RedisServer(commandLine, port);
        } catch (IOException e) {
            throw notStarted(port, e);
        }
    }

    private static IllegalStateException notStarted(int port, IOException cause) {
        return new IllegalStateException("redis-server could not be started on port " + port, cause);
    }

    private TetheredProcess launch() throws IOException {
        TetheredProcess started = TetheredProcess.startIn(folder, commandLine.in(folder, port), folder.resolve(LOG));
        try {
            waitUntilItAnswers(started);
            return started;
        } catch (IllegalStateException failed) {
            started.kill();
            throw failed;
        }
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
        try {
            return RedisQuestion.ask(port, "PING").equals("+PONG\r\n")
                    && RedisQuestion.ask(port, "INFO", "server").contains("process_id:" + pid + "\r\n");
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
