package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the device stream says about itself. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class DeviceStatusTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @BeforeEach
    void nobodyIsThere() {
        lab.awaitNobody();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private JsonNode status() {
        HttpWire answer =
                lab.request("GET /ws/devices/status HTTP/1.1", "Authorization: Bearer " + tokens.ofSomebody());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        return Json.read(answer.fixedBody());
    }

    // MYC-26, MYC-27
    @Test
    void isEmptyWhileNobodyListens() {
        JsonNode status = status();

        assertThat(Json.untimed(status.toString())).isEqualTo(Json.read("""
                {"active_connections":0,"subscription_active":false,"channel":"devices:telemetry",
                 "devices_monitored":[]}"""));
        String timestamp = status.path("timestamp").textValue();
        assertThat(timestamp).endsWith("Z"); // COM-4
        assertThat(Instant.parse(timestamp)).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
    }

    // MYC-26: both transports together, each device once; `status` is also a device's id
    @Test
    void countsEveryConnectionAndNamesEveryDeviceOnce() {
        lab.socket("status").next();
        lab.socket("große 1/a").next();
        lab.events("große 1/a").next();
        lab.events("mushroom1").next();

        assertThat(Json.untimed(status().toString())).isEqualTo(Json.read("""
                {"active_connections":4,"subscription_active":true,"channel":"devices:telemetry",
                 "devices_monitored":["große 1/a","mushroom1","status"]}"""));
    }

    // MYC-27: gone within ten seconds, here within one
    @Test
    void forgetsThoseWhoLeave() throws Exception {
        SocketClient first = lab.socket("mushroom1");
        lab.events("mushroom2").next();
        first.next();

        first.close();
        await().atMost(1, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(status().path("devices_monitored")).isEqualTo(Json.read("[\"mushroom2\"]")));
        lab.hangUp();

        await().atMost(1, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(status().path("active_connections").intValue()).isZero();
            assertThat(status().path("subscription_active").booleanValue()).isFalse();
        });
    }

    // MYC-26, section 4: those who are refused are not there
    @Test
    void doesNotCountTheRefused() {
        lab.socketAs("bad.bad.bad");

        assertThat(status().path("active_connections").intValue()).isZero();
    }
}
