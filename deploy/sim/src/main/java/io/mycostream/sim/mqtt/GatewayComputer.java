package io.mycostream.sim.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.local.CannotStartException;
import io.mycostream.sim.line.Fault;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Truth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A gateway computer: connects to a broker with a session that outlives the connection and a last will, says that it is
 * there, sends a heartbeat now and then and readings at its rate, and answers commands. It connects again by itself; while it
 * is not connected it measures nothing.
 *
 * <p>Has a thread of its own. Methods may be called from any thread.
 */
public final class GatewayComputer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final GatewaySettings settings;
    private final Truth truth;
    private final InstantSource clock;
    private final BrokerSession session;
    private final Bodies bodies;
    private final Thread thread;
    private volatile boolean closed;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private long n;

    private GatewayComputer(GatewaySettings settings, Truth truth, InstantSource clock, BrokerSession session) {
        this.settings = settings;
        this.truth = truth;
        this.clock = clock;
        this.session = session;
        this.bodies = new Bodies(settings.deviceId(), settings.seed(), clock.instant());
        this.thread =
                Thread.ofPlatform().daemon().name("sim " + settings.deviceId()).unstarted(this::run);
    }

    /**
     * Connects and begins to publish.
     *
     * @param truth told also by the client library's threads
     * @throws CannotStartException if the broker cannot be reached, or refuses
     */
    public static GatewayComputer start(GatewaySettings settings, Truth truth, InstantSource clock)
            throws CannotStartException {
        BrokerSession session = BrokerSession.connect(settings, truth);
        GatewayComputer computer = new GatewayComputer(settings, truth, clock, session);
        computer.thread.start();
        return computer;
    }

    private void run() {
        try {
            long interval = Math.round(1e9 / settings.rateHz());
            long nextReading = System.nanoTime();
            long nextHeartbeat = nextReading;
            while (!closed) {
                long now = System.nanoTime();
                if (now - nextHeartbeat >= 0) {
                    publish("heartbeat", bodies.heartbeat(), Set.of());
                    nextHeartbeat = now + settings.heartbeat().toNanos();
                } else if (now - nextReading >= 0) {
                    read();
                    // held up, it catches up with a tenth of a second at most
                    nextReading = Math.max(nextReading + interval, now - 100_000_000L);
                } else {
                    session.tend();
                    long wait = Math.min(nextReading, nextHeartbeat) - System.nanoTime();
                    Thread.sleep(Duration.ofNanos(Math.clamp(wait, 0, GLANCE.toNanos())));
                }
            }
            ended.complete(null);
        } catch (InterruptedException _) {
            ended.complete(null);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private void read() throws InterruptedException {
        String body = bodies.readings(settings.form(), clock.instant());
        RandomGenerator random = settings.faults().of(n + 1);
        Set<Fault> faults = settings.faults().choose(random);
        faults.retainAll(Set.of(Fault.DROP, Fault.REPEAT, Fault.FLIP, Fault.TRUNCATE, Fault.UNPLUG));
        if (faults.contains(Fault.DROP)) {
            n++;
            return;
        }
        String hurt = hurt(body, faults, random);
        publish(settings.form().topic(), hurt, faults);
        if (faults.contains(Fault.REPEAT)) {
            publish(settings.form().topic(), body, Set.of(Fault.REPEAT));
        }
        if (faults.contains(Fault.UNPLUG)) {
            cut();
        }
    }

    /** A bit is turned in the first character, so that the body is certainly none that its topic promises. */
    private static String hurt(String body, Set<Fault> faults, RandomGenerator random) {
        String text = faults.contains(Fault.TRUNCATE) ? body.substring(0, random.nextInt(body.length())) : body;
        return faults.contains(Fault.FLIP) && !text.isEmpty() ? (char) (text.charAt(0) ^ 1) + text.substring(1) : text;
    }

    private void publish(String leaf, String body, Set<Fault> faults) throws InterruptedException {
        long number = ++n;
        boolean valid = !faults.contains(Fault.FLIP) && !faults.contains(Fault.TRUNCATE);
        List<String> names = faults.stream().map(Fault::label).toList();
        Entry.Published entry = new Entry.Published(number, settings.topic(leaf), body, settings.qos(), valid, names);
        while (!closed && !session.publish(entry, body.getBytes(UTF_8))) {
            session.tend();
            Thread.sleep(GLANCE);
        }
    }

    private void cut() throws InterruptedException {
        session.cut();
        truth.note(new Entry.Incident("unplugged", 1));
        Thread.sleep(settings.faults().away());
        session.tend();
        truth.note(new Entry.Incident("plugged", 1));
    }

    /** Completes when it has stopped publishing, or with what went wrong with it. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Whether it is connected at the moment. */
    public boolean isConnected() {
        return session.isConnected();
    }

    /**
     * Stops publishing, waits up to ten seconds for what is on its way, says that it goes, and disconnects. Does nothing the
     * second time.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        session.close();
    }
}
