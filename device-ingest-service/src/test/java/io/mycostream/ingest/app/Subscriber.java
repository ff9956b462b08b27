package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** Hears the channel {@code devices:telemetry} as any program would. */
final class Subscriber extends JedisPubSub implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Thread listening;

    Subscriber(String uri) {
        listening = Thread.ofVirtual().start(() -> {
            try (Jedis redis = new Jedis(URI.create(uri))) {
                redis.subscribe(this, "devices:telemetry");
            }
        });
        await().atMost(SOON).until(this::isSubscribed);
    }

    @Override
    public void onMessage(String channel, String message) {
        messages.add(message);
    }

    /** Waits for the first message that names a device. */
    String next(String device) {
        await().atMost(SOON).until(() -> messages.stream().anyMatch(message -> message.contains(device)));
        assertThat(messages).as("messages").isNotEmpty();
        return messages.stream()
                .filter(message -> message.contains(device))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        unsubscribe();
        try {
            listening.join(SOON);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
