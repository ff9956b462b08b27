package io.mycostream.ingest.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.ingest.link.mqtt.Delivery;
import io.mycostream.ingest.mqtt.MessageIds;
import io.mycostream.ingest.mqtt.MqttBoards;
import io.mycostream.ingest.mqtt.MqttReader;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.MeshPackets;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MqttIntakeTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RedisPublisher unused = RedisPublisher.builder().build();
    private final Backlog backlog =
            new Backlog(unused, 1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ZERO);
    private final MeshPackets packets =
            new MeshPackets(_ -> {}, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
    private final List<Event> events = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<Integer> settled = new ArrayList<>();

    @AfterEach
    void close() {
        backlog.close();
        packets.close();
        unused.close();
    }

    @Test
    void aReadingIsSettledWhenItIsSafeAndNotBefore() {
        MqttIntake intake = intake(true);

        intake.received(delivery("c", "mycobrain/m1/telemetry", 7, false), "{\"t\":1}".getBytes(UTF_8));

        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.source()).isEqualTo("device:m1"));
        assertThat(settled).isEmpty();
        held.getFirst().run();
        assertThat(settled).containsExactly(7);
        assertThat(told).containsExactly("heard m1", "measured m1");
    }

    @Test
    void whatIsNotPublishedIsSettledAtOnce() {
        MqttIntake intake = intake(true);

        intake.received(delivery("c", "mycobrain/m1/telemetry", 1, false), "no".getBytes(UTF_8));
        intake.received(
                delivery("c", "mycobrain/m1/heartbeat", 2, false), "{\"firmware_version\":\"2\"}".getBytes(UTF_8));
        intake.received(delivery("c", "mycobrain/m1/response", 3, false), "{\"ok\":true}".getBytes(UTF_8));
        intake.received(delivery("c", "elsewhere", 4, false), "{}".getBytes(UTF_8));
        intake.received(delivery("c", "mycobrain/m1/status", 5, false), "offline".getBytes(UTF_8));

        assertThat(settled).containsExactly(1, 2, 3, 4, 5);
        assertThat(events).isEmpty();
        assertThat(told)
                .containsExactly(
                        "rejected not_json",
                        "heard m1",
                        "announced m1 {\"firmware_version\":\"2\"}",
                        "heard m1",
                        "answered m1 {\"ok\":true}",
                        "took leave m1");
        assertThat(meters.get("ingest.mqtt.messages")
                        .tag("outcome", "not_json")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("ingest.mqtt.messages")
                        .tag("outcome", "ignored")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theBoardsOfAClientAreGoneWithIt() {
        MqttIntake intake = intake(true);
        intake.received(delivery("gateway", "mycobrain/m1/telemetry", 1, false), "{}".getBytes(UTF_8));
        intake.received(delivery("gateway", "mycobrain/m2/telemetry", 2, false), "{}".getBytes(UTF_8));
        intake.received(delivery("other", "mycobrain/m3/telemetry", 3, false), "{}".getBytes(UTF_8));
        intake.received(delivery("gateway", "mycobrain/m1/status", 4, false), "offline".getBytes(UTF_8));
        told.clear();

        intake.left("gateway", "the connection was lost");
        intake.left("gateway", "again");

        assertThat(told).containsExactly("disconnected m2");
    }

    @Test
    void whatABrokerHasKeptSaysNothingAboutNow() {
        MqttIntake intake = intake(false);

        intake.received(delivery("us", "mycobrain/m1/telemetry", 1, true), "{\"t\":1}".getBytes(UTF_8));
        intake.received(delivery("us", "mycobrain/m1/telemetry", 2, true), "{\"t\":1}".getBytes(UTF_8));

        assertThat(told).isEmpty();
        assertThat(events).hasSize(2);
        assertThat(events.get(1).messageId()).isEqualTo(events.get(0).messageId());
    }

    private MqttIntake intake(boolean clientsAreBoards) {
        return new MqttIntake(
                "link",
                clientsAreBoards,
                new MqttReader("mycobrain", 4096),
                new MessageIds(),
                new TelemetryPublisher(
                        (event, safe) -> {
                            events.add(event);
                            held.add(safe);
                        },
                        InstantSource.system()),
                packets,
                new Told(),
                new IngestMetrics(meters),
                new MqttMetrics(meters, packets));
    }

    private Delivery delivery(String client, String topic, int id, boolean retained) {
        return new Delivery(client, topic, id, false, retained, () -> settled.add(id));
    }

    private final class Told implements MqttBoards {

        @Override
        public void heard(String deviceId, String link) {
            told.add("heard " + deviceId);
        }

        @Override
        public void announced(String deviceId, String link, ObjectNode heartbeat) {
            told.add("announced " + deviceId + ' ' + heartbeat);
        }

        @Override
        public void answered(String deviceId, String link, ObjectNode answer) {
            told.add("answered " + deviceId + ' ' + answer);
        }

        @Override
        public void measured(String deviceId, String link) {
            told.add("measured " + deviceId);
        }

        @Override
        public void rejected(String link, String reason) {
            told.add("rejected " + reason);
        }

        @Override
        public void tookLeave(String deviceId, String link) {
            told.add("took leave " + deviceId);
        }

        @Override
        public void disconnected(String deviceId, String link) {
            told.add("disconnected " + deviceId);
        }
    }
}
