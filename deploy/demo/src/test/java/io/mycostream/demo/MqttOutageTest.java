package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.Mosquitto;
import io.mycostream.local.RedisServer;
import io.mycostream.sim.mqtt.BrokerAddress;
import io.mycostream.sim.mqtt.Form;
import io.mycostream.sim.mqtt.GatewayComputer;
import io.mycostream.sim.mqtt.GatewaySettings;
import io.mycostream.sim.truth.RecordedTruth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is restarted, and the network to it swallows everything for a while: what the broker was given is in Redis, once
 * and in order, and the ingest service did not knock at the broker's door more often than its pauses permit.
 */
@Timeout(240)
class MqttOutageTest {

    /** How long the network is away. {@code make chaos} takes a minute. */
    private static final Duration CUT = Duration.ofSeconds(Integer.getInteger("chaos.cut-seconds", 5));

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int HERTZ = 200;
    private static final String DEVICE = "far-away";

    /** Attempts come at most so often, as pauses go from 100 ms (half of it, by jitter) to two seconds. */
    private static final int ATTEMPTS_AT_FIRST = 6;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostAndNobodyStorms() throws Exception {
        Assumptions.assumeTrue(Mosquitto.isInstalled(), "no mosquitto is installed");
        RecordedTruth truth = new RecordedTruth();
        try (RedisServer redis = RedisServer.start();
                Mosquitto broker = Mosquitto.start(Files.createDirectory(folder.resolve("mosquitto")));
                BlackHole network = new BlackHole(broker.port());
                RestartableIngest _ = new RestartableIngest(redis.uri(), folder.resolve("ingest"), settings(network))) {
            ChannelHistory history = new ChannelHistory(redis);
            long began = System.nanoTime();
            int attempts;
            try (GatewayComputer _ = GatewayComputer.start(
                    GatewaySettings.standard(BrokerAddress.parse("mqtt://127.0.0.1:" + broker.port()), DEVICE)
                            // named by its body: a broker that was restarted may send the rest again as if it were new
                            .with(Form.ENVELOPE, 1, HERTZ),
                    truth,
                    InstantSource.system())) {
                awaitNews(history);

                broker.restart();
                awaitNews(history);
                int before = network.attempts();

                network.cut();
                await("the network is away")
                        .pollDelay(CUT)
                        .atMost(CUT.plusSeconds(30))
                        .until(() -> true);
                network.mend();
                awaitNews(history);

                int most = ATTEMPTS_AT_FIRST + (int) CUT.toSeconds();
                attempts = network.attempts() - before;
                assertThat(attempts)
                        .as("connections while the network was away for %s", CUT)
                        .isBetween(1, most);
            }

            SentAndDelivered account = SentAndDelivered.ofComputer(DEVICE, truth);
            await("what is delivered is in Redis").atMost(LIMIT).until(() -> {
                history.read();
                return account.missingIn(received(history)).isEmpty();
            });
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            new ChaosReport("broker restarted, then cut off for " + CUT.toSeconds() + " s", time)
                    .accounts(List.of(account), history, time)
                    .line("connections to the broker that was cut off: %d", attempts)
                    .write();
            account.assertArrived(received(history));
            Set<String> strangers = new HashSet<>(received(history));
            account.sent().forEach(strangers::remove);
            assertThat(strangers).as("in Redis and sent by nobody").isEmpty();
        }
    }

    private static Map<String, String> settings(BlackHole network) {
        return Map.of(
                "ingest.mqtt.url", "mqtt://127.0.0.1:" + network.port(),
                "ingest.mqtt.client-id", "outage",
                "ingest.mqtt.keep-alive", "2s",
                "ingest.mqtt.connect-timeout", "2s",
                "ingest.mqtt.reconnect.first", "100ms",
                "ingest.mqtt.reconnect.longest", "2s");
    }

    private static void awaitNews(ChannelHistory history) {
        history.read();
        int before = history.size();
        await("more events").atMost(LIMIT).until(() -> {
            history.read();
            return history.size() > before + HERTZ;
        });
    }

    private static List<String> received(ChannelHistory history) {
        return SentAndDelivered.namesOf(history.withoutRepetitions());
    }
}
