package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health and metrics, on the management port and nowhere else. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class ManagementTest {

    @Inject
    Lab lab;

    @BeforeEach
    void redisDelivers() {
        await().until(() -> lab.health("ready").statusCode() == 200);
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "started"})
    void isAliveAndStarted(String check) {
        JsonNode health = Json.read(lab.health(check).body());

        assertThat(health).isEqualTo(Json.read("""
                {"status":"UP","checks":[{"name":"event-loops","status":"UP"}]}"""));
    }

    @Test
    void isReadyWhileMessagesProvablyArrive() {
        JsonNode ready = Json.read(lab.health("ready").body());

        assertThat(ready.path("status").textValue()).isEqualTo("UP");
        assertThat(ready.path("checks")).hasSize(1);
        JsonNode check = ready.path("checks").path(0);
        assertThat(check.path("name").textValue()).isEqualTo("redis-delivery");
        assertThat(check.path("data").path("detail").textValue()).startsWith("a probe came back after");
        assertThat(check.path("data").path("channels").intValue()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics", "/q"})
    void saysNothingOnTheClientsPort(String path) {
        assertThat(lab.request("GET " + path + " HTTP/1.1").status()).isEqualTo(404);
    }

    @Test
    void servesNoStreamsOnTheManagementPort() {
        assertThat(lab.managed("/../ws/devices/status").statusCode()).isEqualTo(404);
    }

    @Test
    void countsWhatHappens() {
        lab.awaitChannelLeft();
        List<String> before = metrics();
        SocketClient socket = lab.socket("mushroom1");
        HttpWire events = lab.events("mushroom1");
        socket.next();
        events.next();
        lab.publish("mushroom1", "{}");
        lab.publish("nobody's", "{}");
        lab.publishMessage("rubbish");
        lab.publishMessage("{}");
        lab.publish("mushroom1", "{}");
        socket.next(2);
        events.next();
        events.next();
        socket.send("rubbish");
        socket.next();
        lab.socketAs("bad");

        assertThat(metrics())
                .contains(
                        "stream_connections{transport=\"websocket\"} 1.0",
                        "stream_connections{transport=\"sse\"} 1.0",
                        "stream_users 2.0",
                        "stream_broker_delivering 1.0",
                        "stream_broker_channels " + (Lab.ALWAYS_HEARD + 1.0));
        assertThat(grown(before, "stream_publications_received_total{broker=\"redis\"}"))
                .isEqualTo(4);
        assertThat(grown(before, "stream_publications_delivered_total{transport=\"websocket\"}"))
                .isEqualTo(2);
        assertThat(grown(before, "stream_publications_delivered_total{transport=\"sse\"}"))
                .isEqualTo(2);
        assertThat(grown(before, "stream_publications_dropped_total{reason=\"malformed\"}"))
                .isEqualTo(1);
        assertThat(grown(before, "stream_publications_dropped_total{reason=\"untranslatable\"}"))
                .isEqualTo(1);
        assertThat(grown(before, "stream_client_frames_total{outcome=\"misunderstood\"}"))
                .isEqualTo(1);
        assertThat(grown(before, "stream_connections_refused_total{reason=\"invalid_token\"}"))
                .isEqualTo(1);
        socket.close();
        await().untilAsserted(() -> assertThat(grown(before, "stream_connections_ended_total{reason=\"client_left\"}"))
                .isEqualTo(1));
        assertThat(metrics()).anyMatch(line -> line.startsWith("stream_delivery_seconds_bucket{"));
        assertThat(metrics().toString())
                .as("no tag has as many values as there are devices")
                .doesNotContain("mushroom1", "nobody", "user-");
    }

    private List<String> metrics() {
        return Arrays.asList(lab.managed("/metrics").body().split("\n"));
    }

    private double grown(List<String> before, String meter) {
        return value(metrics(), meter) - value(before, meter);
    }

    private static double value(List<String> metrics, String meter) {
        return metrics.stream()
                .filter(line -> line.startsWith(meter + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(meter.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + meter));
    }
}
