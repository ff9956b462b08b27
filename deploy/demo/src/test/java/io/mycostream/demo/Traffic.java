package io.mycostream.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Readings of one device, each 200 bytes of JSON at the client, and clients of gateways that read them all and note how
 * long each was under way.
 *
 * <p>Publishing never gets further ahead of them than what their queues in the gateway hold, so that they lose nothing on
 * a machine of any speed. What is late for this reason counts as late: each message carries the time at which it was due.
 */
final class Traffic implements AutoCloseable {

    static final String DEVICE = "lab-1";

    private static final int READERS = 2;
    private static final int MOST_AHEAD = 1_000;
    private static final int BATCH = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long BETWEEN_LOOKS_NANOS = 50_000;

    /** So that all numbers have as many digits. */
    private static final int FIRST = 1_000_000;

    private static final String PADDING = "x".repeat(37);

    private final PlainPublisher publisher;
    private final List<Reader> readers = new ArrayList<>();
    private int published;

    /** The clients of one gateway. */
    record Readers(List<Reader> all) {

        /** The time in µs that 99 of 100 of the latest messages were not longer under way. */
        int p99(int latest) {
            int[] micros =
                    all.stream().flatMapToInt(reader -> reader.latest(latest)).toArray();
            Arrays.sort(micros);
            return micros[micros.length * 99 / 100];
        }
    }

    /** One of them. */
    static final class Reader {

        private static final int REMEMBERED = 1 << 12;

        private final int[] micros = new int[REMEMBERED];
        private final AtomicInteger received;
        private final WireClient connection;
        private volatile boolean joined;

        private Reader(int port, String token, int published) throws IOException {
            received = new AtomicInteger(published);
            connection = new WireClient(port, DEVICE, token, true, "", this::heard);
        }

        private void heard(String message) {
            int due = message.indexOf("\"due\":\"");
            if (due < 0) {
                joined = true;
                return;
            }
            long nanos = Long.parseLong(message, due + 7, due + 23, 10);
            int number = received.get();
            micros[number % REMEMBERED] = (int) TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
            received.set(number + 1);
        }

        private IntStream latest(int count) {
            int all = received.get();
            return IntStream.range(all - count, all).map(number -> micros[number % REMEMBERED]);
        }
    }

    Traffic(int redisPort) throws IOException {
        publisher = new PlainPublisher(redisPort);
    }

    /** Lets clients join at this gateway; they read everything from now on. */
    Readers join(int gatewayPort, String token) throws IOException, TimeoutException {
        List<Reader> joining = new ArrayList<>();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (int i = 0; i < READERS; i++) {
            Reader reader = new Reader(gatewayPort, token, published);
            joining.add(reader);
            while (!reader.joined) {
                look(deadline, "a client did not get in: " + reader.connection.end());
            }
        }
        readers.addAll(joining);
        return new Readers(joining);
    }

    /** Messages so far, which all have read. */
    int published() {
        return published;
    }

    /** Publishes as fast as all of them read. */
    void flood(int messages) throws IOException, TimeoutException {
        for (int n = 0; n < messages; n += BATCH) {
            publish(System.nanoTime());
        }
        awaitRead(published);
    }

    /**
     * Publishes at an even pace.
     *
     * @param pace from one message to the next
     */
    void stream(int messages, Duration pace) throws IOException, TimeoutException {
        long started = System.nanoTime();
        for (int n = 0; n < messages; n += BATCH) {
            long due = started + n * pace.toNanos();
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            publish(due);
        }
        awaitRead(published);
    }

    private void publish(long due) throws IOException, TimeoutException {
        for (int i = 0; i < BATCH; i++) {
            int number = FIRST + published++;
            String telemetry = "{\"due\":\"%016d\",\"n\":%d,\"x\":\"%s\"}".formatted(due, number, PADDING);
            publisher.publish(DEVICE, "e" + number, telemetry);
        }
        publisher.flush();
        awaitRead(published - MOST_AHEAD);
    }

    private void awaitRead(int messages) throws TimeoutException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (Reader reader : readers) {
            while (reader.received.get() < messages) {
                look(deadline, "a client that reads has %d of %d messages".formatted(reader.received.get(), messages));
            }
        }
    }

    private static void look(long deadline, String otherwise) throws TimeoutException {
        if (System.nanoTime() - deadline > 0) {
            throw new TimeoutException(otherwise);
        }
        LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Reader reader : readers) {
            reader.connection.close();
        }
        publisher.close();
    }
}
