package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Redis goes away and comes back; the clients stay and need not do anything. COM-10. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class RedisOutageTest {

    @Inject
    Lab lab;

    @Inject
    Readings metrics;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    @BeforeEach
    void redisDelivers() {
        awaitReady(200);
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    /** How Redis can be away. */
    private record Outage(Consumer<RedisServer> begin, Consumer<RedisServer> end) {}

    static Stream<Named<Outage>> outages() {
        return Stream.of(
                Named.of("killed, and started again, empty", new Outage(RedisServer::kill, RedisServer::restart)),
                Named.of("silent, with its connections open", new Outage(RedisServer::pause, RedisServer::resume)));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void keepsItsClientsAndDeliversAgain(Outage outage) {
        SocketClient socket = lab.socket("mushroom1");
        HttpWire events = lab.events("mushroom1");
        socket.next();
        events.next();
        double interruptions = metrics.count("stream.broker.interruptions", "broker", "redis");

        outage.begin.accept(redis);
        try {
            awaitReady(503);
            await().untilAsserted(() -> {
                JsonNode check =
                        Json.read(lab.health("ready").body()).path("checks").path(0);
                assertThat(check.path("status").textValue()).isEqualTo("DOWN");
                assertThat(check.path("data").path("detail").textValue()).startsWith("Redis does not deliver: ");
            });
            assertThat(metrics.gauge("stream.broker.delivering")).isZero();
            // the whole outage long: alive, and answering
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> {
                socket.send("{\"type\":\"ping\"}");
                return socket.next().path("type").textValue().equals("pong")
                        && lab.health("live").statusCode() == 200;
            });
        } finally {
            outage.end.accept(redis);
        }

        awaitReady(200);
        lab.publish("mushroom1", "{\"again\":1}");
        assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"again\":1}"));
        HttpWire.Event told = events.next();
        assertThat(told.event())
                .as("of what was only PUBLISHed meanwhile nobody knows")
                .isEqualTo("gap");
        assertThat(Json.read(told.data()).path("reason").textValue()).isIn("interrupted", "history_lost");
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read("{\"again\":1}"));
        assertThat(socket.isOpen()).isTrue();
        assertThat(metrics.count("stream.broker.interruptions", "broker", "redis"))
                .isEqualTo(interruptions + 1);
    }

    // COM-9: who comes during the outage is told to be connected when that is true
    @Test
    void connectsThoseWhoCameMeanwhileWhenRedisIsBack() {
        lab.awaitNobody();
        redis.kill();
        SocketClient socket;
        HttpWire events;
        try {
            awaitReady(503);
            socket = lab.socket("mushroom1");
            events = lab.events("mushroom1");
            assertThat(events.silentFor(Duration.ofMillis(300))).isTrue();
        } finally {
            redis.restart();
        }

        assertThat(socket.next().path("type").textValue()).isEqualTo("connected");
        assertThat(events.next().event()).isEqualTo("connected");
        lab.publish("mushroom1", "{\"value\":1}");
        assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read("{\"value\":1}"));
    }

    // the subscription can die alone, while commands are answered
    @Test
    void noticesWhenOnlyItsSubscriptionDies() {
        SocketClient socket = lab.socket("mushroom1");
        socket.next();

        lab.killSubscriptions();

        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> {
            lab.publish("mushroom1", "{}");
            assertThat(socket.unreadUpToPong()).isNotEmpty();
        });
        awaitReady(200);
    }

    private void awaitReady(int status) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> lab.health("ready").statusCode() == status);
    }
}
