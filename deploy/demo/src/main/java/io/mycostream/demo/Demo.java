package io.mycostream.demo;

import io.mycostream.demo.EventStream.ServerSentEvent;
import io.mycostream.local.CannotStartException;
import io.mycostream.local.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The whole suite on one machine, for a person at a terminal: {@code make demo}.
 *
 * <p>Exit status: 0 after Ctrl-C or SIGTERM, 1 when a service ended by itself or a part could not start, 2 when the person
 * has to choose something else, such as a port. Redis may end: it is {@linkplain RedisRevival started again}.
 */
public final class Demo {

    private static final Duration FIRST_EVENT = Duration.ofSeconds(20);

    /** A Ctrl-C reaches every process of the terminal at once; a part that obeys before we do has not failed. */
    static final Duration MAYBE_CTRL_C = Duration.ofMillis(500);

    private final DemoOptions options;
    private final Path folder;
    private final Instant started;
    private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final AtomicInteger status = new AtomicInteger();

    private Demo(DemoOptions options, Path folder, Instant started) {
        this.options = options;
        this.folder = folder;
        this.started = started;
    }

    /** Runs until it is ended; see the class for the exit status, {@link DemoOptions#parse} for the arguments. */
    public static void main(String[] arguments) {
        try {
            DemoOptions options = DemoOptions.parse(arguments);
            Instant started = Optional.ofNullable(Long.getLong("demo.started"))
                    .map(Instant::ofEpochSecond)
                    .orElseGet(Instant::now);
            new Demo(options, Path.of(System.getProperty("demo.folder", ".demo")), started).run();
        } catch (CannotStartException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private void run() throws CannotStartException {
        DemoPorts ports = DemoPorts.from(options.port());
        ports.checkFree();
        if (options.redisPort() != 0) {
            DemoPorts.checkFree(options.redisPort(), "Redis", "a REDIS_PORT (0: a free one)");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
        try {
            show(ports);
            ending.await();
        } catch (IOException | IllegalStateException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            fail("interrupted");
        }
    }

    private void show(DemoPorts ports) throws IOException, InterruptedException {
        System.out.println("starting Redis, the ingest service and the gateway");
        List<DemoBoard> boards = BoardModel.DEMO.stream().map(this::plugIn).toList();
        Suite suite = Suite.launch(SuiteSettings.in(folder)
                .listeningOn(ports, options.redisPort())
                .reading(boards.stream().map(DemoBoard::path).toList()));
        parts.push(suite);
        suite.onEndOfAService(this::fail);
        RedisRevival.watch(suite.redis(), ending, System.out::println);
        suite.awaitReady();

        String token = suite.token("demo");
        Path tokenFile = PrivateFile.write(folder.resolve("token"), token);
        List<String> names = boards.stream().map(DemoBoard::deviceId).toList();
        System.out.println(Announcement.of(suite, token, tokenFile, names));
        System.out.println(Announcement.firstEvent(firstEvent(suite, names.getFirst()), secondsSinceStart()));
    }

    private DemoBoard plugIn(BoardModel model) {
        DemoBoard board = DemoBoard.plugIn(
                model, options.rateHz(), RandomGenerator.getDefault().nextLong());
        parts.push(board);
        return board;
    }

    /** Reads as a client of its own would, under a user of its own: it must not count towards the limit of {@code demo}. */
    private static ServerSentEvent firstEvent(Suite suite, String board) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FIRST_EVENT.toNanos();
        try (EventStream events = EventStream.open(suite.eventsOf(board), suite.token("demo-announcement"))) {
            while (true) {
                ServerSentEvent event = events.next(Duration.ofNanos(deadline - System.nanoTime()))
                        .orElseThrow(() -> new IllegalStateException("no event of %s in %d s; %s"
                                .formatted(
                                        board,
                                        FIRST_EVENT.toSeconds(),
                                        suite.ingest().tailOfLog())));
                if (event.name().equals("telemetry")) {
                    return event;
                }
            }
        }
    }

    private long secondsSinceStart() {
        return Duration.between(started, Instant.now()).toSeconds();
    }

    /** Says why and ends everything, unless the end is what somebody asked for. */
    private void fail(String why) {
        try {
            if (!ending.await(MAYBE_CTRL_C.toMillis(), TimeUnit.MILLISECONDS) && status.compareAndSet(0, 1)) {
                System.err.println(why);
                System.exit(1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the parts in the opposite order of their start. A part still on its way up ends with this JVM, by its tether. */
    private void end() {
        ending.countDown();
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("could not end a part: " + e.getMessage());
            }
        }
        System.out.println("\nended");
        // the status of a JVM ended by a signal would be an error to make, and Ctrl-C is the way to end the demo
        Runtime.getRuntime().halt(status.get());
    }
}
