package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Heartbeats as places to return to, and the limits of a stream. */
@QuarkusTest
@TestProfile(GreenLangSmall.class)
@WithTestResource(RedisAndKeys.class)
class GreenLangHeartbeatTest {

    @Inject
    Lab lab;

    @Inject
    GreenLangLab green;

    @Inject
    Readings metrics;

    private final String own = UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
        lab.awaitNobody();
    }

    private HttpWire open(String target, String... headers) {
        return lab.request("GET " + GreenLangSmall.PREFIX + target + " HTTP/1.1", headers);
    }

    private HttpWire reopen(String target, HttpWire.Event last) {
        return open(target, "Last-Event-ID: " + last.id());
    }

    private void publish(String channel, int n) {
        green.publish(channel, own + '-' + n, "{\"agent_id\":\"" + own + "\",\"n\":" + n + "}");
    }

    private static int number(HttpWire.Event event) {
        return Json.read(event.data()).path("n").intValue();
    }

    /** GL-13, GL-14: over and over, and each time the client returns with the id of the heartbeat. */
    @Test
    void heartbeatIsAPlaceToReturnTo() {
        HttpWire events = open("/agents/" + own);
        HttpWire.Event heartbeat = events.next();
        assertThat(heartbeat.event()).isEqualTo("heartbeat");
        assertThat(heartbeat.id()).isNotEmpty();
        assertThat(Instant.parse(Json.read(heartbeat.data()).path("timestamp").textValue()))
                .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
        assertThat(events.nextText()).endsWith("\nretry: 3000\n\n").startsWith("id: ");

        for (int n = 1; n <= 5; n++) {
            events.close();
            publish("agent:status", 2 * n - 1);
            events = reopen("/agents/" + own, heartbeat);
            assertThat(number(events.next())).isEqualTo(2 * n - 1);
            publish("alarm:update", 2 * n);
            assertThat(number(events.next())).isEqualTo(2 * n);
            heartbeat = events.next();
            assertThat(heartbeat.event()).isEqualTo("heartbeat");
        }
    }

    /** GL-13: while events flow there is no need for it. */
    @Test
    void beatsOnlyWhenNothingElseWasSent() {
        HttpWire events = open("/agents/" + own);
        for (int n = 1; n <= 20; n++) {
            publish("agent:status", n);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }

        for (int n = 1; n <= 20; n++) {
            assertThat(number(events.next())).isEqualTo(n);
        }
        assertThat(events.next().event()).isEqualTo("heartbeat");
    }

    /** GL-12, GL-14: events that are not for this client never stop, and push the others out of what is kept. */
    @Test
    void heartbeatBehindAFilterLosesNothingUnderAPublisherThatDoesNotStop() throws Exception {
        AtomicBoolean publishing = new AtomicBoolean(true);
        AtomicInteger alarms = new AtomicInteger();
        Thread publisher = Thread.ofVirtual().start(() -> {
            for (int n = 1; publishing.get(); n++) {
                green.publish("agent:status", own + "-s" + n, "{\"agent_id\":\"" + own + "\"}");
                if (n % 30 == 0) {
                    publish("alarm:update", alarms.incrementAndGet());
                }
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        });
        List<Integer> told = new ArrayList<>();
        int heartbeats = 0;
        HttpWire.Event last = new HttpWire.Event("none", "", "");
        String target = "/agents/" + own + "?event_types=alarm.update";
        try {
            while (told.size() < 12 || heartbeats < 12) {
                try (HttpWire events = reopen(target, last)) {
                    last = events.next();
                    if ("heartbeat".equals(last.event())) {
                        heartbeats++;
                    } else {
                        told.add(number(last));
                    }
                }
            }
        } finally {
            publishing.set(false);
            publisher.join();
        }

        for (int n = 0; n < told.size(); n++) {
            assertThat(told.get(n)).as("%s", told).isEqualTo(n + 1);
        }
    }

    /** GL-11, GL-12, GL-14. */
    @Test
    void passesEveryFilterAndReturnsToo() {
        publish("agent:status", 1);
        HttpWire.Event heartbeat =
                open("/agents/" + own + "?event_types=unheard.of").next();
        assertThat(heartbeat.event()).isEqualTo("heartbeat");
        publish("agent:status", 2);

        HttpWire events = reopen("/agents/" + own, heartbeat);

        assertThat(number(events.next())).isEqualTo(2);
        assertThat(events.next().event()).isEqualTo("heartbeat");
    }

    /** GL-20, COM-22. */
    @Test
    void letsSoManyClientsIntoEachStream() {
        double refused = metrics.refused("stream_full");
        HttpWire first = open("/agents/" + own);
        assertThat(first.status()).isEqualTo(200);
        assertThat(open("/agents/agent:" + own).status()).isEqualTo(200);
        assertThat(open("/agents/" + own + "?event_types=error").status()).isEqualTo(200);

        HttpWire answer = open("/agents/" + own);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.fixedBody()).isEqualTo("{\"error\":\"Stream at capacity\"}");
        assertThat(metrics.refused("stream_full")).isEqualTo(refused + 1);
        assertThat(open("/agents/other-" + own).status()).as("another stream").isEqualTo(200);
        assertThat(open("/events").status()).isEqualTo(200);

        first.reset();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(open("/agents/" + own).status()).isEqualTo(200));
    }

    /** GL-22, COM-23: it takes nothing, and has left all counts. */
    @Test
    void endsAConnectionThatTakesNothing() {
        Wire stuck = lab.keep(Wire.to(lab.port(), 8_192));
        stuck.send("GET " + GreenLangSmall.PREFIX + "/agents/" + own + " HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpWire.answer(stuck);
        HttpWire healthy = open("/agents/other-" + own);
        String large = "{\"agent_id\":\"" + own + "\",\"x\":\"" + "x".repeat(500_000) + "\"}";
        for (int n = 0; n < 20; n++) {
            green.publish("agent:status", own + '-' + n, large);
        }

        await().untilAsserted(() -> {
            JsonNode active = status().path("active_streams");
            assertThat(active.path("agent:" + own).path("subscribers").intValue())
                    .isZero();
            assertThat(active.path("agent:other-" + own).path("subscribers").intValue())
                    .isEqualTo(1);
        });
        assertThat(metrics.ended("idle")).isPositive();
        assertThat(healthy.next().event()).as("not ended for its age").isEqualTo("heartbeat");
    }

    /** GL-15, GL-23: what is configured is what counts. */
    @Test
    void keepsAsManyEventsAsConfigured() {
        for (int n = 1; n <= GreenLangSmall.HISTORY + 10; n++) {
            publish("agent:status", n);
        }
        await().untilAsserted(() -> assertThat(status().path("active_streams")
                        .path("agent:" + own)
                        .path("event_history_size")
                        .intValue())
                .isEqualTo(GreenLangSmall.HISTORY));

        HttpWire events = open("/agents/" + own + "?last_event_id=unheard");

        for (int n = 11; n <= GreenLangSmall.HISTORY + 10; n++) {
            assertThat(number(events.next())).isEqualTo(n);
        }
        assertThat(status().path("config"))
                .isEqualTo(Json.read(
                        "{\"heartbeat_interval_seconds\":0.2,\"client_timeout_seconds\":1,\"max_queue_size\":500}"));
        assertThat(lab.request("GET " + GreenLangLab.PREFIX + "/events HTTP/1.1")
                        .status())
                .as("the usual prefix")
                .isEqualTo(404);
    }

    private JsonNode status() {
        try (HttpWire answer = open("/status")) {
            return Json.read(answer.fixedBody());
        }
    }
}
