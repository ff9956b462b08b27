package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One device over WebSocket, word for word. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class DeviceSocketTest {

    @Inject
    Lab lab;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    // MYC-1, MYC-3
    @Test
    void saysFirstThatItIsConnectedAndToWhich() {
        SocketClient client = lab.socket("mushroom1");

        JsonNode connected = client.next();

        assertThat(Json.untimed(connected.toString())).isEqualTo(Json.read("""
                {"type":"connected","message":"Device stream connected to mushroom1","device_id":"mushroom1"}"""));
        String timestamp = connected.path("timestamp").textValue();
        assertThat(timestamp).endsWith("Z"); // COM-4
        assertThat(Instant.parse(timestamp)).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void saysSoExactlyOnce() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        assertThat(client.unreadUpToPong()).isEmpty();
    }

    // MYC-9
    @Test
    void passesOnWhatTheDevicePublishes() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        lab.publishMessage("""
                {"channel":"devices:telemetry",
                 "data":{"device_id":"mushroom1","telemetry":{"temperature":22.5,"humidity":65.2}},
                 "timestamp":"2026-02-12T10:30:00.123456Z","source":"device:mushroom1","message_id":"m-1"}""");

        assertThat(client.next()).isEqualTo(Json.read("""
                {"type":"telemetry","timestamp":"2026-02-12T10:30:00.123456Z","source":"device:mushroom1",
                 "device_id":"mushroom1","data":{"temperature":22.5,"humidity":65.2}}"""));
    }

    // MYC-9: data is {} when there is no telemetry, and who has no device_id is nobody
    @Test
    void fillsInMissingTelemetryAndDropsWhatNamesNoDevice() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        lab.publishMessage("{\"telemetry\":{\"lost\":true}}");
        lab.publishMessage("{\"device_id\":7,\"telemetry\":{\"lost\":true}}");
        lab.publishMessage("{\"device_id\":\"\",\"telemetry\":{\"lost\":true}}");
        lab.publishMessage("{\"device_id\":\"mushroom1\"}");

        assertThat(client.nextUntimed()).isEqualTo(Json.read("""
                {"type":"telemetry","source":null,"device_id":"mushroom1","data":{}}"""));
    }

    // MYC-11
    @Test
    void comparesIdsExactly() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        lab.publish("mushroom", "{\"lost\":1}");
        lab.publish("mushroom11", "{\"lost\":2}");
        lab.publish("Mushroom1", "{\"lost\":3}");
        lab.publish(" mushroom1", "{\"lost\":4}");
        lab.publish("mushroom1", "{\"value\":1}");

        assertThat(client.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
    }

    // MYC-21
    @Test
    void answersAPingWithAPong() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        client.send("{\"type\":\"ping\",\"sent\":[1,{\"at\":null}]}");

        JsonNode pong = client.next();
        assertThat(Json.untimed(pong.toString()))
                .isEqualTo(Json.read("{\"type\":\"pong\",\"device_id\":\"mushroom1\"}"));
        assertThat(Instant.parse(pong.path("timestamp").textValue()))
                .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
    }

    // MYC-22, COM-26, COM-27
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ping",
                "{",
                "{\"type\":\"ping\"",
                "{\"type\":\"ping\"} {\"type\":\"ping\"}",
                "[]",
                "null",
                "\"ping\"",
                "17",
                "{}",
                "{\"type\":null}",
                "{\"type\":7}",
                "{\"type\":[\"ping\"]}",
                "{\"type\":\"Ping\"}",
                "{\"type\":\"set_filter\",\"category\":\"vessel\"}",
                "{\"type\":\"request_snapshot\"}",
                "{\"type\":\"\\u0000\\ud800\"}",
            })
    void answersWhatItDoesNotUnderstandAndGoesOn(String frame) {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        client.send(frame);

        JsonNode error = client.next();
        assertThat(error.path("type").textValue()).isEqualTo("error");
        assertThat(error.path("message").textValue()).isNotBlank().doesNotContain("Exception", "jackson", "io.");
        assertThat(Instant.parse(error.path("timestamp").textValue()))
                .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
        lab.publish("mushroom1", "{\"value\":1}");
        assertThat(client.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
    }

    // COM-26
    @Test
    void understandsOneHundredLevelsAndNoMore() {
        SocketClient client = lab.socket("mushroom1");
        client.next();

        client.send("{\"type\":\"ping\",\"deep\":" + "[".repeat(99) + "]".repeat(99) + "}");
        client.send("{\"type\":\"ping\",\"deep\":" + "[".repeat(100) + "]".repeat(100) + "}");
        client.send("[".repeat(30_000));

        assertThat(client.next(3))
                .extracting(message -> message.path("type").textValue())
                .containsExactly("pong", "error", "error");
    }
}
