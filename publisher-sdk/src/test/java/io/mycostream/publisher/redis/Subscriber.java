package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.local.RedisServer;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;

/** A plain Redis subscriber, as any program may be one. */
final class Subscriber implements AutoCloseable {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final String channel;
    private final BinaryJedisPubSub subscription = new BinaryJedisPubSub() {
        @Override
        public void onSubscribe(byte[] name, int count) {
            subscribed.countDown();
        }

        @Override
        public void onMessage(byte[] name, byte[] message) {
            messages.add(new String(message, UTF_8));
        }
    };

    private Subscriber(RedisServer redis, String channel) {
        this.channel = channel;
        Thread.ofVirtual().start(() -> {
            try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
                jedis.subscribe(subscription, channel.getBytes(UTF_8));
            }
        });
    }

    static Subscriber to(RedisServer redis, String channel) throws InterruptedException {
        Subscriber subscriber = new Subscriber(redis, channel);
        assertThat(subscriber.subscribed.await(5, TimeUnit.SECONDS))
                .as("subscribed")
                .isTrue();
        return subscriber;
    }

    String next() throws InterruptedException {
        String message = messages.poll(5, TimeUnit.SECONDS);
        assertThat(message).as("a message on %s", channel).isNotNull();
        return message;
    }

    List<Envelope> next(int count) throws InterruptedException, EnvelopeFormatException {
        List<Envelope> envelopes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            envelopes.add(EnvelopeCodec.decode(channel, next().getBytes(UTF_8)));
        }
        return envelopes;
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }
}
