package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that starts before its Redis waits for it, and says so. */
@QuarkusTest
@TestProfile(WithoutRedis.class)
class StartWithoutRedisTest {

    @Inject
    Lab lab;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    @Test
    void isAliveAndStartedButNotReady() {
        assertThat(lab.health("live").statusCode()).isEqualTo(200);
        assertThat(lab.health("started").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> {
            assertThat(lab.health("ready").statusCode()).isEqualTo(503);
            JsonNode check =
                    Json.read(lab.health("ready").body()).path("checks").path(0);
            assertThat(check.path("data").path("detail").textValue())
                    .startsWith("Redis does not deliver: ")
                    .contains("Connection refused");
        });
    }

    @Test
    void asksClientsToComeBackLater() {
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1"));
        HttpWire events = lab.request("GET /api/stream/devices/mushroom1 HTTP/1.1");

        assertThat(wire.next()).isEqualTo(Frame.close(1013, "Stream unavailable, try again later"));
        assertThat(events.endsWithin(Duration.ofSeconds(3))).isTrue();
    }

    @Test
    void answersForItsStatusAndItsPage() {
        assertThat(lab.request("GET /ws/devices/status HTTP/1.1").status()).isEqualTo(200);
        assertThat(lab.request("GET / HTTP/1.1").status()).isEqualTo(200);
    }

    /** GL-14, COM-10: an EventSource that was refused would not come back; one whose stream ends does. */
    @Test
    void tellsEventSourcesOfProcessHeatWhereToReturnTo() {
        HttpWire fresh = lab.request("GET /api/v1/stream/events HTTP/1.1");
        HttpWire returning = lab.request("GET /api/v1/stream/agents/1 HTTP/1.1", "Last-Event-ID: here");

        assertThat(fresh.next().event()).isEqualTo("heartbeat");
        assertThat(fresh.endsWithin(Duration.ofSeconds(3))).isTrue();
        assertThat(returning.next().id()).isEqualTo("here");
        assertThat(returning.endsWithin(Duration.ofSeconds(3))).isTrue();
    }
}
