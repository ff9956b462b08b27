package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisPublisher;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.RedisClient;

/** The other side of a {@link Transcript}: whoever publishes on Redis. */
@Singleton
class TranscriptRedis {

    /** Heard by every gateway at all times, also when nobody is connected. */
    private static final String ALWAYS_HEARD = "agents:status";

    private final Readings metrics;
    private final RedisClient redis;
    private final Publisher publisher;

    TranscriptRedis(Readings metrics, @ConfigProperty(name = "quarkus.redis.hosts") URI redis) {
        this.metrics = metrics;
        this.redis = RedisClient.create(redis);
        this.publisher = RedisPublisher.builder().uri(redis.toString()).build();
    }

    void publish(TranscriptStep.Publish event, TranscriptValues values) {
        publisher.publish(new Event(
                values.filled(event.channel(), value -> value),
                new RawValue(values.filled(event.data(), value -> value)),
                event.source()
                        .map(source -> values.filled(source, value -> value))
                        .orElse(null),
                event.time().orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MICROS)),
                event.id()
                        .map(id -> values.filled(id, value -> value))
                        .orElseGet(() -> UUID.randomUUID().toString())));
    }

    void publishPlain(TranscriptStep.PublishPlain event, TranscriptValues values) {
        redis.publish(values.filled(event.channel(), value -> value), values.filled(event.text(), value -> value));
    }

    /**
     * Waits until the gateway has handed on all that was published before.
     *
     * <p>It hears all channels over one connection and takes their messages one after another, so whatever it does with a
     * later message it does after that. The later message is one that it drops and counts.
     */
    void awaitHandedOn() {
        double before = metrics.dropped("malformed");
        redis.publish(ALWAYS_HEARD, "a mark, and no JSON");
        await().untilAsserted(() -> assertThat(metrics.dropped("malformed")).isGreaterThan(before));
    }

    @PreDestroy
    void close() {
        publisher.close();
        redis.close();
    }
}
