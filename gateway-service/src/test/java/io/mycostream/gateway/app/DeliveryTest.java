package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisPublisher;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets what: everything of one's own device, once, in order, from the first moment on. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class DeliveryTest {

    @Inject
    Lab lab;

    @Inject
    @ConfigProperty(name = "quarkus.redis.hosts")
    String redisUri;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    // COM-9: nobody listened before, so each round needs a subscription of its own
    @Test
    void losesNothingThatIsPublishedOnceAClientIsConnected() throws Exception {
        for (int round = 0; round < 25; round++) {
            SocketClient socket = lab.socket("mushroom1");
            assertThat(socket.next().path("type").textValue()).isEqualTo("connected");
            lab.publish("mushroom1", "{\"round\":" + round + "}");
            assertThat(socket.next().path("data")).isEqualTo(Json.read("{\"round\":" + round + "}"));
            lab.hangUp();

            HttpWire events = lab.events("mushroom1");
            assertThat(events.next().event()).isEqualTo("connected");
            lab.publish("mushroom1", "{\"round\":" + round + "}");
            assertThat(Json.read(events.next().data()).path("data")).isEqualTo(Json.read("{\"round\":" + round + "}"));
            lab.hangUp();
        }
    }

    // COM-7, MYC-10: ten clients on three boards
    @Test
    void givesEachClientItsOwnDeviceOnceAndInOrder() {
        List<SocketClient> sockets =
                IntStream.range(0, 6).mapToObj(i -> lab.socket("board" + i % 3)).toList();
        List<HttpWire> streams = IntStream.range(6, 10)
                .mapToObj(i -> lab.events("board" + i % 3))
                .toList();
        sockets.forEach(SocketClient::next);
        streams.forEach(HttpWire::next);

        for (int n = 0; n < 100; n++) {
            for (int board = 0; board < 3; board++) {
                lab.publish("board" + board, "{\"board\":" + board + ",\"n\":" + n + "}");
            }
        }

        for (int i = 0; i < 6; i++) {
            List<String> data = sockets.get(i).next(100).stream()
                    .map(message -> message.path("data").toString())
                    .toList();
            assertThat(data).isEqualTo(inOrder(i % 3));
            assertThat(sockets.get(i).unreadUpToPong()).isEmpty();
        }
        for (int i = 6; i < 10; i++) {
            List<String> data = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                data.add(
                        Json.read(streams.get(i - 6).next().data()).path("data").toString());
            }
            assertThat(data).isEqualTo(inOrder(i % 3));
        }
    }

    private static List<String> inOrder(int board) {
        return IntStream.range(0, 100)
                .mapToObj(n -> "{\"board\":" + board + ",\"n\":" + n + "}")
                .toList();
    }

    // MYC-11, COM-31: decoded once, compared exactly, the same over both transports
    @ParameterizedTest
    @ValueSource(
            strings = {
                "device 1",
                "lab:7/a",
                "große-1",
                "100%",
                "%2F",
                "a+b",
                "キノコ🍄",
                "status",
                "..a",
                "a;v=1",
                "a?b#c&d=e",
                "\"quoted\"\\",
                "mycobrain-AA:BB",
                "{device_id}"
            })
    void takesAnyIdFromAPath(String id) {
        SocketClient socket = lab.socket(id);
        HttpWire events = lab.events(id);
        assertThat(socket.next().path("device_id").textValue()).isEqualTo(id);
        assertThat(Json.read(events.next().data()).path("device_id").textValue())
                .isEqualTo(id);

        lab.publish(Lab.encoded(id) + "?", "{\"lost\":true}");
        lab.publish(id, "{\"value\":1}");

        JsonNode expected = Json.read("{\"value\":1}");
        assertThat(socket.next().path("data")).isEqualTo(expected);
        assertThat(Json.read(events.next().data()).path("data")).isEqualTo(expected);
    }

    // SDK-1, SDK-5, MYC-5
    @Test
    void deliversWhatTheSdkPublishes() {
        SocketClient socket = lab.socket("mushroom1");
        HttpWire events = lab.events("mushroom1");
        socket.next();
        events.next();

        try (Publisher publisher = RedisPublisher.builder().uri(redisUri).build()) {
            String id = publisher
                    .publishDeviceTelemetry("mushroom1", Map.of("temperature", 22.5))
                    .messageId();

            HttpWire.Event event = events.next();
            assertThat(event.id()).isEqualTo(id);
            assertThat(UUID.fromString(id)).isNotNull();
            assertThat(Json.read(event.data())).isEqualTo(socket.next());
            assertThat(Json.untimed(event.data())).isEqualTo(Json.read("""
                    {"type":"telemetry","source":"device:mushroom1","device_id":"mushroom1",
                     "data":{"temperature":22.5}}"""));
        }
    }
}
