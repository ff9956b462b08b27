package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.ingest.retry.Backoff;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What brokers do that Mosquitto does not do when it is asked to. */
@Timeout(60)
class BrokerSessionTest {

    private static final Vertx VERTX = Vertx.vertx();

    /** Of MQTT 5: welcome, no properties. */
    private static final String CONNACK = "20 03 00 00 00";

    private final LinkCounters counters = new LinkCounters();

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void aBrokerThatWantsToHearOfUsMoreOftenDoes() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                BrokerLink _ = link(broker, Heard.settling(), Duration.ofMinutes(10))) {
            broker.accept();
            broker.expect(ScriptedBroker.CONNECT);

            // server keep alive: 1 s
            broker.send("20 06 00 00 03 13 00 01");

            broker.expect(ScriptedBroker.SUBSCRIBE);
            broker.expect(ScriptedBroker.PINGREQ);
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerOurSubscriptionIsLeft() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                BrokerLink link = link(broker, Heard.settling(), Duration.ofSeconds(1))) {
            broker.accept();
            broker.expect(ScriptedBroker.CONNECT);
            broker.send(CONNACK);
            broker.expect(ScriptedBroker.SUBSCRIBE);

            await().atMost(Heard.SOON)
                    .until(() -> link.trouble().orElse("").startsWith("it does not answer our subscription"));
        }
    }

    @Test
    void packetsOfMeshtasticDoNotHoldUpWhatBoardsMeasured() throws Exception {
        Heard heard = new Heard(body -> body.equals("measured"));
        try (ScriptedBroker broker = new ScriptedBroker();
                BrokerLink _ = link(broker, heard, Duration.ofSeconds(10))) {
            broker.accept();
            broker.expect(ScriptedBroker.CONNECT);
            broker.send(CONNACK);

            byte[] subscribe = broker.expect(ScriptedBroker.SUBSCRIBE);
            String wanted = new String(subscribe, UTF_8);
            int mesh = subscribe[wanted.indexOf("msh/#") + "msh/#".length()] & 3;
            int boards = subscribe[wanted.indexOf("mycobrain/#") + "mycobrain/#".length()] & 3;
            assertThat(mesh).isZero();
            assertThat(boards).isEqualTo(1);

            broker.send("90 05 00 01 00 01 00");
            broker.send(publish(mesh, "msh/a", "packet"));
            broker.send(publish(boards, "mycobrain/m/telemetry", "measured"));
            assertThat(broker.expect(ScriptedBroker.PUBACK)).startsWith(0, 7);
            assertThat(heard.bodies()).containsExactly("packet", "measured");
        }
    }

    private static String publish(int qos, String topic, String body) {
        HexFormat hex = HexFormat.of();
        String id = qos == 0 ? "" : "0007";
        String rest = "%04x".formatted(topic.length()) + hex.formatHex(topic.getBytes(UTF_8)) + id + "00"
                + hex.formatHex(body.getBytes(UTF_8));
        return (qos == 0 ? "30" : "32") + "%02x".formatted(rest.length() / 2) + rest;
    }

    private BrokerLink link(ScriptedBroker broker, Heard heard, Duration keepAlive) {
        return BrokerLink.start(
                VERTX,
                new BrokerSettings(
                        new BrokerAddress("127.0.0.1", broker.port(), false),
                        Protocol.V5,
                        "ingest",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("msh/#", "mycobrain/#"),
                        Optional.empty(),
                        keepAlive,
                        10,
                        Duration.ofHours(1),
                        4096,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(1),
                        new BrokerSettings.Tls(Optional.empty(), Optional.empty(), Optional.empty())),
                new Backoff(Duration.ofMillis(50), Duration.ofMillis(500)),
                heard,
                counters);
    }
}
