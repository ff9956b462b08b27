package io.mycostream.sim.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.sim.line.Faults;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Entry.Published;
import io.mycostream.sim.truth.RecordedTruth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway computer at a real Mosquitto; skipped where there is none. */
@Timeout(60)
class GatewayComputerTest {

    private record Message(String topic, String body) {}

    private final RecordedTruth truth = new RecordedTruth();
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Mosquitto broker;
    private MqttClient watcher;

    @BeforeEach
    void startBroker() throws Exception {
        assumeThat(Mosquitto.isInstalled())
                .as("/usr/sbin/mosquitto is installed")
                .isTrue();
        broker = Mosquitto.start(folder);
        watcher = new MqttClient(broker.uri().replace("mqtt", "tcp"), "watcher", new MemoryPersistence());
        watcher.connect();
        watcher.subscribe(
                "#", 1, (topic, message) -> messages.add(new Message(topic, new String(message.getPayload(), UTF_8))));
    }

    @AfterEach
    void stopBroker() throws Exception {
        if (broker != null) {
            watcher.disconnectForcibly(0, 0, false);
            watcher.close(true);
            broker.close();
        }
    }

    private GatewaySettings settings() {
        return GatewaySettings.standard(BrokerAddress.parse(broker.uri()), "greenhouse-2");
    }

    private GatewayComputer start(GatewaySettings settings) throws Exception {
        return GatewayComputer.start(settings, truth, InstantSource.system());
    }

    private List<String> on(String topic) {
        return messages.stream()
                .filter(message -> message.topic().equals(topic))
                .map(Message::body)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheBrokerConfirmedHasArrivedInItsOrder(Form form) throws Exception {
        String topic = "mycobrain/greenhouse-2/" + form.topic();
        try (GatewayComputer computer = start(settings().with(form, 1, 50))) {
            await().until(() -> truth.deliveredMessages().size() > 20);
            assertThat(computer.isConnected()).isTrue();
        }
        await().until(() -> on(topic).size() >= published(topic).size());

        assertThat(truth.deliveredMessages()).hasSameSizeAs(truth.all(Published.class));
        assertThat(on(topic)).isEqualTo(published(topic));
        assertThat(on("mycobrain/greenhouse-2/heartbeat")).hasSize(1);
        for (String body : on(topic)) {
            JsonNode object = new ObjectMapper().readTree(body);
            assertThat(object.path("seq").asLong()).isPositive();
        }
    }

    private List<String> published(String topic) {
        return truth.all(Published.class).stream()
                .filter(message -> message.topic().equals(topic))
                .map(Published::body)
                .toList();
    }

    @Test
    void whatIsSentAtMostOnceIsNeverConfirmed() throws Exception {
        try (GatewayComputer computer = start(settings().with(Form.FLAT, 0, 50))) {
            await().until(() -> on("mycobrain/greenhouse-2/telemetry").size() > 5);
            assertThat(computer.isConnected()).isTrue();
        }

        assertThat(truth.deliveredMessages()).isEmpty();
    }

    @Test
    void saysThatItComesAndGoes() throws Exception {
        try (GatewayComputer computer = start(settings())) {
            await().until(() -> on("mycobrain/greenhouse-2/status").size() == 1);
            assertThat(computer.isConnected()).isTrue();
        }

        await().until(() -> on("mycobrain/greenhouse-2/status").size() == 2);
        assertThat(on("mycobrain/greenhouse-2/status"))
                .containsExactly("{\"status\": \"online\"}", "{\"status\": \"offline\"}");
    }

    @Test
    void leavesItsWillToTheBrokerWhenItIsCutOff() throws Exception {
        Faults unplugged = Faults.parse("unplug=0.02", 7).withAway(Duration.ofMillis(300));
        try (GatewayComputer computer = start(settings().with(Form.PACK, 1, 50).with(unplugged))) {
            await().until(() -> on("mycobrain/greenhouse-2/status").contains("{\"status\": \"offline\"}"));
            int before = truth.deliveredMessages().size();
            await().until(() -> truth.deliveredMessages().size() > before + 10);
            assertThat(computer.ended()).isNotDone();
        }

        assertThat(truth.all(Entry.Incident.class))
                .extracting(Entry.Incident::what)
                .startsWith("unplugged", "plugged");
        await().untilAsserted(() -> assertThat(on("mycobrain/greenhouse-2/telemetry"))
                .containsAll(truth.deliveredMessages().stream()
                        .filter(message -> message.topic().endsWith("telemetry"))
                        .map(Published::body)
                        .toList()));
    }

    @Test
    void goesOnWhenTheBrokerIsBack() throws Exception {
        try (GatewayComputer computer = start(settings().with(Form.PACK, 1, 50))) {
            await().until(() -> truth.deliveredMessages().size() > 5);

            broker.restart();

            int before = truth.deliveredMessages().size();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> truth.deliveredMessages().size() > before + 5);
            assertThat(computer.ended()).isNotDone();
        }
    }

    @Test
    void writesDownWhatItMadeWrong() throws Exception {
        Faults hurt = Faults.parse("flip=0.3,truncate=0.3,repeat=0.2,drop=0.2", 7);
        try (GatewayComputer computer = start(settings().with(Form.PACK, 1, 100).with(hurt))) {
            await().until(() -> truth.deliveredMessages().size() > 60);
            assertThat(computer.ended()).isNotDone();
        }

        ObjectMapper json = new ObjectMapper();
        for (Published message : truth.all(Published.class)) {
            boolean readable;
            try {
                readable = json.readTree(message.body()).isObject();
            } catch (JsonProcessingException _) {
                readable = false;
            }
            assertThat(readable).as(message.body()).isEqualTo(message.valid());
        }
        assertThat(truth.all(Published.class)).anyMatch(message -> !message.valid());
    }

    @Test
    void answersCommands() throws Exception {
        try (GatewayComputer computer = start(settings())) {
            await().until(() -> on("mycobrain/greenhouse-2/status").size() == 1);

            await().until(() -> {
                watcher.publish(
                        "mycobrain/greenhouse-2/commands",
                        "{\"command_id\": 7, \"cmd\": \"hello\"}".getBytes(UTF_8),
                        1,
                        false);
                return !on("mycobrain/greenhouse-2/response").isEmpty();
            });

            assertThat(on("mycobrain/greenhouse-2/response").getFirst())
                    .isEqualTo("{\"command_id\":7,\"cmd\":\"hello\",\"success\":true,\"message\":\"ok\"}");
            assertThat(computer.isConnected()).isTrue();
        }
    }
}
