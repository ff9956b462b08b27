package io.mycostream.ingest.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.publisher.PublishException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Packets of Meshtastic networks on their way to the Redis stream that their readers consume. A few wait in memory while Redis
 * is away; when there are too many, the oldest give way and are counted. Such networks send at QoS 0 and repeat themselves.
 *
 * <p>Safe for use by many threads; handing never waits for Redis.
 */
public final class MeshPackets implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(MeshPackets.class);

    private static final int CAPACITY = 1000;

    private record Waiting(String packet, Runnable held) {}

    private final Consumer<String> stream;
    private final Backoff backoff;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private final LongAdder appended = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private @Nullable Thread appending;
    private boolean closed;

    /**
     * @param stream appends one packet, as JSON text, and returns when it is there; throws {@link PublishException} when not
     * @param backoff pauses between attempts; this line's own
     */
    public MeshPackets(Consumer<String> stream, Backoff backoff) {
        this.stream = stream;
        this.backoff = backoff;
    }

    /**
     * Takes a packet over.
     *
     * @param held runs when it is in Redis; not when it gave way
     */
    public synchronized void hand(ObjectNode packet, Runnable held) {
        if (closed || line.size() == CAPACITY) {
            dropped.increment();
            line.pollFirst();
        }
        if (closed) {
            return;
        }
        line.addLast(new Waiting(packet.toString(), held));
        if (appending == null) {
            // most installations never hear such a packet
            appending = Thread.ofPlatform().daemon().name("mesh-packets").start(this::append);
        }
        notifyAll();
    }

    private void append() {
        boolean trouble = false;
        try {
            Waiting next = next();
            while (next != null) {
                try {
                    stream.accept(next.packet());
                    appended.increment();
                    backoff.reset();
                    trouble = false;
                    remove(next);
                    next.held().run();
                } catch (PublishException e) {
                    if (!trouble) {
                        trouble = true;
                        LOG.warnf("redis does not take mesh packets, they wait until it does: %s", e.getMessage());
                    }
                    Thread.sleep(backoff.next());
                }
                next = next();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Waiting next() throws InterruptedException {
        while (line.isEmpty() && !closed) {
            wait();
        }
        return closed ? null : line.peekFirst();
    }

    private synchronized void remove(Waiting waiting) {
        // it may have given way meanwhile
        line.removeFirstOccurrence(waiting);
    }

    /** Packets that Redis has. */
    public long appended() {
        return appended.sum();
    }

    /** Packets given up because too many waited or the service ended. */
    public long dropped() {
        return dropped.sum();
    }

    /** Ends it; what waits is given up. */
    @Override
    public synchronized void close() {
        closed = true;
        dropped.add(line.size());
        line.clear();
        notifyAll();
        if (appending != null) {
            appending.interrupt();
        }
    }
}
