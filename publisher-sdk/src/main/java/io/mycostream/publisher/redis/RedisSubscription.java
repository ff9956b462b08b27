package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Hears channels for as long as it is open, whatever becomes of Redis meanwhile.
 *
 * <p>One connection, proven by a PING each probe interval: when nothing at all is heard for three of them it is given up,
 * also when nobody ever closed it, and made anew after a pause that grows and is jittered. What is published while there
 * is no connection is not heard: this is for messages that are worth nothing later. Every interruption is counted.
 */
public final class RedisSubscription implements AutoCloseable {

    private static final Logger LOG = System.getLogger(RedisSubscription.class.getName());

    private static final int SILENT_INTERVALS = 3;
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final RedisAddress address;
    private final byte[][] channels;
    private final BiConsumer<String, byte[]> receiver;
    private final Duration probeInterval;
    private final JedisClientConfig config;
    private final RedisSockets sockets;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final LongAdder interruptions = new LongAdder();
    private final Thread listening;
    private final Thread probing;

    private volatile @Nullable Hearing hearing;
    private volatile String trouble;

    private RedisSubscription(
            RedisAddress address,
            List<String> channels,
            Duration probeInterval,
            Duration timeout,
            BiConsumer<String, byte[]> receiver) {
        this.address = address;
        this.channels =
                channels.stream().map(channel -> channel.getBytes(UTF_8)).toArray(byte[][]::new);
        this.receiver = receiver;
        this.probeInterval = probeInterval;
        this.trouble = "Redis at " + address + " has not confirmed the subscription yet";
        this.config = DefaultJedisClientConfig.builder()
                .user(JedisURIHelper.getUser(address.uri()))
                .password(JedisURIHelper.getPassword(address.uri()))
                .database(JedisURIHelper.getDBIndex(address.uri()))
                .resp2()
                .connectionTimeoutMillis((int) timeout.toMillis())
                .socketTimeoutMillis((int) timeout.toMillis())
                .blockingSocketTimeoutMillis((int) probeInterval.toMillis() * SILENT_INTERVALS)
                .build();
        this.sockets = new RedisSockets(address, (SSLSocketFactory) SSLSocketFactory.getDefault(), config);
        this.listening = new Thread(this::keepListening, "mycostream-subscription " + address);
        this.probing = new Thread(this::keepProbing, "mycostream-subscription-probe " + address);
    }

    /**
     * Starts to hear channels; returns at once, also when there is no Redis yet.
     *
     * @param uri as for {@link RedisPublisher.Builder#uri}
     * @param channels their names, one or more
     * @param probeInterval between two PINGs; 10 milliseconds to an hour
     * @param timeout limit for connecting; a millisecond to an hour
     * @param receiver is told the channel and the message, in order, one at a time, on a thread of the subscription, and
     *     must not wait for long: Redis ends connections that do not read. What it throws is logged and goes no further
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static RedisSubscription start(
            String uri,
            List<String> channels,
            Duration probeInterval,
            Duration timeout,
            BiConsumer<String, byte[]> receiver) {
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("there must be a channel to hear");
        }
        within("probeInterval", probeInterval, Duration.ofMillis(10));
        within("timeout", timeout, Duration.ofMillis(1));
        RedisSubscription subscription =
                new RedisSubscription(RedisAddress.parse(uri), List.copyOf(channels), probeInterval, timeout, receiver);
        for (Thread thread : List.of(subscription.listening, subscription.probing)) {
            thread.setDaemon(true);
            thread.start();
        }
        return subscription;
    }

    private static void within(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(name + " must be from " + least + " to an hour: " + value);
        }
    }

    /** Returns why channels are not heard at the moment; empty when they are, by what was heard of Redis lately. */
    public Optional<String> trouble() {
        Hearing now = hearing;
        return now != null && now.confirmed ? Optional.empty() : Optional.of(trouble);
    }

    /** Returns how often a subscription that was confirmed was lost. */
    public long interruptions() {
        return interruptions.sum();
    }

    private void keepListening() {
        int failures = 0;
        while (closing.getCount() > 0) {
            boolean confirmed = listen();
            failures = confirmed ? 0 : failures + 1;
            if (closingWithin(pauseMillis(failures))) {
                return;
            }
        }
    }

    /** Hears until the connection ends; returns whether the subscription was ever confirmed. */
    private boolean listen() {
        Hearing now = new Hearing();
        try (Connection connection = new Connection(sockets, config)) {
            hearing = now;
            now.proceed(connection, channels);
        } catch (JedisException e) {
            lost(now, RedisConnection.reason(e));
        } catch (RuntimeException e) {
            // answers that no Redis gives; whatever is there, it is tried again
            lost(now, "it does not speak as Redis does: " + e);
        } finally {
            hearing = null;
            sockets.drop();
        }
        return now.confirmed;
    }

    /** Trouble is news when it begins or changes; the wrong rights, for example, last until somebody reads of them. */
    private void lost(Hearing now, String reason) {
        String before = trouble;
        trouble = "Redis at " + address + " is not heard: " + reason;
        if (closing.getCount() == 0) {
            return;
        }
        if (now.confirmed) {
            interruptions.increment();
        }
        if (now.confirmed || !trouble.equals(before)) {
            LOG.log(Level.WARNING, "not subscribed, trying again reason={0}", trouble);
        }
    }

    private void keepProbing() {
        while (!closingWithin(probeInterval.toMillis())) {
            Hearing now = hearing;
            if (now != null && now.confirmed) {
                try {
                    now.ping();
                } catch (JedisException broken) {
                    // whoever reads from this connection meets its end, and says so
                    LOG.log(Level.DEBUG, "the probe of a subscription could not be sent", broken);
                }
            }
        }
    }

    private static long pauseMillis(int failures) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(failures, 10));
        // a random part of it, so that subscribers do not come back all at once
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    private boolean closingWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Stops hearing. No call of the receiver follows its return, unless it is called by the receiver itself. */
    @Override
    public void close() {
        closing.countDown();
        sockets.close();
        if (listening.equals(Thread.currentThread())) {
            return;
        }
        try {
            listening.join();
            probing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What comes over one connection. */
    private final class Hearing extends BinaryJedisPubSub {

        private volatile boolean confirmed;

        @Override
        public void onSubscribe(byte[] channel, int subscribed) {
            if (subscribed == channels.length) {
                confirmed = true;
                LOG.log(Level.INFO, "subscribed at={0}", address);
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            if (closing.getCount() == 0) {
                return;
            }
            try {
                receiver.accept(new String(channel, UTF_8), message);
            } catch (RuntimeException fault) {
                LOG.log(Level.ERROR, "a received message was not taken", fault);
            }
        }
    }
}
