package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Published;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.wire.EnvelopeCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Publishes through Redis: each publication is counted, kept in its channel's history and published in one step.
 *
 * <p>Keep one for the whole application. It has one connection, which is opened for the first publication and again after
 * a failure, and one daemon thread, which writes what waits in few round trips. {@link #publishAsync} never waits for
 * Redis; {@link #publish} does, and comes back after a few times the timeout at the latest. The stages complete on the
 * daemon thread, in order: what depends on them must not block, or it holds up all publications. Who cancels the future
 * of a publication before its turn has come takes it back; done when an earlier one fails, on the thread that tells of
 * it, no later one overtakes it.
 *
 * <p>What is not confirmed at once is bounded: when the window is full, publications fail immediately. While Redis cannot
 * be reached they fail immediately too, but for one attempt to connect now and then.
 */
public final class RedisPublisher implements Publisher {

    private final Window window;
    private final RedisConnection connection;
    private final Duration timeout;
    private final Thread writer;

    private RedisPublisher(Builder builder, RedisAddress address) {
        timeout = builder.timeout;
        window = new Window(builder.window, builder.windowBytes);
        connection = new RedisConnection(address, builder.tls, timeout);
        PublishScript script = new PublishScript(builder.historySize, builder.historyTimeToLive);
        writer = new Thread(new Writer(window, connection, script, builder.linger), "mycostream-publisher " + address);
        writer.setDaemon(true);
        writer.start();
    }

    /** Returns a builder whose defaults suit a Redis on this machine. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if called on the thread that completes the stages, which would wait for itself
     */
    @Override
    public Published publish(Event event) {
        if (writer.equals(Thread.currentThread())) {
            throw new IllegalStateException("publish would wait for its own thread; use publishAsync here");
        }
        try {
            return publishAsync(event).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PublishException failure) {
                // a new one, for the stack of the caller
                throw new PublishException(
                        String.valueOf(failure.getMessage()), failure.getCause(), failure.isChannelRefused());
            }
            throw new IllegalStateException("a publication failed in an unforeseen way", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException(
                    "publication " + event.messageId() + " on " + event.channel()
                            + " was not confirmed: interrupted while waiting",
                    e);
        }
    }

    @Override
    public CompletionStage<Published> publishAsync(Event event) {
        if (event == null) {
            throw new IllegalArgumentException("event must not be null");
        }
        byte[] envelope = EnvelopeCodec.encode(event.toEnvelope()).getBytes(UTF_8);
        Pending publication = new Pending(event.channel(), event.messageId(), envelope);
        switch (window.offer(publication)) {
            case ACCEPTED -> {
                // the writer's turn
            }
            case FULL -> publication.fail("the window is full: too many publications wait for Redis", null);
            case CLOSED -> publication.fail("the publisher is closed", null);
        }
        return publication.confirmation();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits as long as the timeout for what waits to be confirmed, and as long again for the connection to end.
     * Called on the thread that completes the stages it does not wait.
     */
    @Override
    public void close() {
        window.close();
        if (writer.equals(Thread.currentThread())) {
            return;
        }
        try {
            if (!writerEndsInTime()) {
                List<Pending> rest = window.drain();
                connection.close();
                rest.forEach(
                        publication -> publication.fail("its turn did not come before the publisher closed", null));
                writerEndsInTime();
            }
        } catch (InterruptedException e) {
            connection.close();
            Thread.currentThread().interrupt();
        }
    }

    private boolean writerEndsInTime() throws InterruptedException {
        TimeUnit.MILLISECONDS.timedJoin(writer, timeout.toMillis());
        return !writer.isAlive();
    }

    /** Collects what a {@link RedisPublisher} has to know. Each setting is checked where it is set. */
    public static final class Builder {

        private static final int DEFAULT_HISTORY_SIZE = 1000;
        private static final int DEFAULT_WINDOW = 10_000;
        private static final long DEFAULT_WINDOW_BYTES = 64L << 20;

        private RedisAddress address = RedisAddress.parse("redis://localhost:6379");
        private SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        private int historySize = DEFAULT_HISTORY_SIZE;
        private Duration historyTimeToLive = Duration.ofMinutes(10);
        private Duration timeout = Duration.ofSeconds(2);
        private int window = DEFAULT_WINDOW;
        private long windowBytes = DEFAULT_WINDOW_BYTES;
        private Duration linger = Duration.ZERO;

        private Builder() {}

        /**
         * Sets where Redis is.
         *
         * @param uri {@code redis://} or, for TLS, {@code rediss://}, then {@code [[user]:password@]host[:port][/database]};
         *     by default {@code redis://localhost:6379}
         * @throws IllegalArgumentException if it has another form
         */
        public Builder uri(String uri) {
            address = RedisAddress.parse(uri);
            return this;
        }

        /**
         * Sets whom to trust when the URI says {@code rediss://}, for servers whose certificate Java does not trust by
         * itself. The certificate must name the host in any case.
         */
        public Builder sslContext(SSLContext context) {
            tls = context.getSocketFactory();
            return this;
        }

        /**
         * Sets how many publications of a channel are kept for returning readers; 1 or more, by default 1000. A gateway may
         * promise more, and that is kept then.
         */
        public Builder historySize(int publications) {
            historySize = (int) atLeastOne("historySize", publications);
            return this;
        }

        /**
         * Sets how long they are kept after the channel's latest; a millisecond or more, by default 10 minutes. A gateway may
         * promise longer, and so long they are kept then.
         */
        public Builder historyTimeToLive(Duration timeToLive) {
            atLeastOne("historyTimeToLive in milliseconds", timeToLive.toMillis());
            historyTimeToLive = timeToLive;
            return this;
        }

        /**
         * Sets how long connecting may take, and how long the answer to a round trip; a millisecond to a day, by default 2
         * seconds.
         */
        public Builder timeout(Duration limit) {
            atLeastOne("timeout in milliseconds", limit.toMillis());
            if (limit.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("timeout must be a day or less: " + limit);
            }
            timeout = limit;
            return this;
        }

        /** Sets how many publications may be unconfirmed at once; 1 or more, by default 10,000. */
        public Builder window(int publications) {
            window = (int) atLeastOne("window", publications);
            return this;
        }

        /**
         * Sets how many bytes those publications may have together; 1 or more, by default 64 MiB. A single larger
         * publication is taken when no other is unconfirmed.
         */
        public Builder windowBytes(long bytes) {
            windowBytes = atLeastOne("windowBytes", bytes);
            return this;
        }

        /**
         * Sets the least time between two round trips; a second or less, by default none. With a millisecond or two, many publications
         * in a second cost much less, here and at Redis, because more of them travel together; one that comes right after
         * another waits as long at most, and one that comes alone does not wait.
         */
        public Builder linger(Duration leastBetweenRoundTrips) {
            if (leastBetweenRoundTrips.isNegative() || leastBetweenRoundTrips.compareTo(Duration.ofSeconds(1)) > 0) {
                throw new IllegalArgumentException("linger must be 0 to 1 second: " + leastBetweenRoundTrips);
            }
            linger = leastBetweenRoundTrips;
            return this;
        }

        /** Returns a publisher. It does not connect yet, so a Redis that is away is no obstacle. */
        public RedisPublisher build() {
            return new RedisPublisher(this, address);
        }

        private static long atLeastOne(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1: " + value);
            }
            return value;
        }
    }
}
