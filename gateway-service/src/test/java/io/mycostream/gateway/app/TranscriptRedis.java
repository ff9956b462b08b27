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
import java.time.Duration;
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
    private final int port;
    private final RedisClient redis;
    private final Publisher publisher;

    /** Plain messages since all was handed on the last time; each may be one that is dropped and counted. */
    private int plain;

    TranscriptRedis(Readings metrics, @ConfigProperty(name = "quarkus.redis.hosts") URI redis) {
        this.metrics = metrics;
        this.port = redis.getPort();
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
        plain++;
        redis.publish(values.filled(event.channel(), value -> value), values.filled(event.text(), value -> value));
    }

    TranscriptListener listen(String channel) {
        return TranscriptListener.to(port, channel);
    }

    /**
     * Waits until the gateway has handed on all that was published before.
     *
     * <p>It hears all channels over one connection and takes their messages one after another, so whatever it does with a
     * later message it does after that. The later message is a mark, which it drops and counts; and there are so many of
     * them that the last counted is a mark, also if all plain messages before them are counted too.
     */
    void awaitHandedOn() {
        double before = metrics.dropped("malformed");
        int marks = plain + 1;
        for (int i = 0; i < marks; i++) {
            redis.publish(ALWAYS_HEARD, "a mark, and no JSON");
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(metrics.dropped("malformed")).isGreaterThanOrEqualTo(before + marks));
        plain = 0;
    }

    @PreDestroy
    void close() {
        publisher.close();
        redis.close();
    }
}
