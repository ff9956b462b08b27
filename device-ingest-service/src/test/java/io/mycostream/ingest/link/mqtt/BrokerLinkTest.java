package io.mycostream.ingest.link.mqtt;

import static io.mycostream.ingest.link.mqtt.BrokerBench.TOPIC;
import static io.mycostream.ingest.link.mqtt.BrokerBench.numbers;
import static io.mycostream.ingest.link.mqtt.BrokerBench.publish;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.local.Mosquitto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is heard and said over a link to a real Mosquitto. */
@Timeout(90)
@EnabledIf(value = "io.mycostream.local.Mosquitto#isInstalled", disabledReason = "mosquitto is not installed")
class BrokerLinkTest {

    @SuppressWarnings("NullAway.Init") // by open
    private BrokerBench bench;

    @BeforeEach
    void open(@TempDir Path folder) {
        bench = new BrokerBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementWaitsUntilTheMessageIsSafe(Protocol protocol) {
        Mosquitto broker = bench.broker();
        Heard heard = Heard.holding();
        bench.linkTo(broker.port()).protocol(protocol).connected(heard);
        publish(broker, "one", "two", "three");

        heard.await(2);
        heard.messages.get(1).delivery().settled().run();
        heard.messages.get(2).delivery().settled().run();
        assertThat(bench.counters.acknowledged()).isZero();
        heard.messages.get(0).delivery().settled().run();

        await().atMost(Heard.SOON).until(() -> bench.counters.acknowledged() == 3);
        assertThat(heard.bodies()).containsExactly("one", "two", "three");
        assertThat(heard.messages.getFirst().delivery().topic()).isEqualTo(TOPIC);
    }

    @Test
    void aMessageThatIsNeverSafeIsAskedForAgain() {
        Mosquitto broker = bench.broker();
        Heard heard = Heard.holding();
        bench.linkTo(broker.port()).impatient().connected(heard);
        publish(broker, "one");

        heard.await(1).delivery().settled().run();

        await().atMost(Heard.SOON).until(() -> bench.counters.acknowledged() == 1);
        assertThat(heard.bodies()).containsExactly("one", "one");
        assertThat(bench.counters.unsettled()).isEqualTo(1);
    }

    /** Also one for 5 sends as many as it likes if it is set up so. */
    @ParameterizedTest
    @EnumSource
    void aBrokerIsHeldBack(Protocol protocol) {
        Mosquitto broker = bench.broker("max_inflight_messages 0");
        Heard heard = Heard.holding();
        bench.linkTo(broker.port()).protocol(protocol).inFlight(5).connected(heard);
        // more than one read of the socket brings
        String filling = "x".repeat(4000);
        List<String> bodies = numbers(0, 400).stream().map(n -> n + filling).toList();
        try (RawClient board = new RawClient(broker.port(), 4)) {
            board.connect("board");
            for (int n = 0; n < bodies.size(); n++) {
                board.publish(TOPIC, bodies.get(n), 1, n + 1, false);
            }
            bodies.forEach(_ -> board.expect(RawClient.PUBACK));
        }

        heard.await(4);
        await().atMost(Heard.SOON).during(Duration.ofMillis(300)).until(() -> heard.messages.size() < 100);
        for (int i = 0; i < bodies.size(); i++) {
            if (heard.messages.size() <= i) {
                heard.await(i);
            }
            heard.messages.get(i).delivery().settled().run();
        }

        await().atMost(Heard.SOON).until(() -> bench.counters.acknowledged() == bodies.size());
        assertThat(heard.bodies()).containsExactlyElementsOf(bodies);
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheBrokerSomething(Protocol protocol) throws Exception {
        Mosquitto broker = bench.broker();
        BrokerLink link = bench.linkTo(broker.port()).protocol(protocol).connected(Heard.settling());
        try (RawClient board = new RawClient(broker.port(), 4)) {
            board.connect("board");
            board.subscribe("myca/devices/m1/cmd");

            assertThat(link.publish("myca/devices/m1/cmd", "stop".getBytes(UTF_8))
                            .toCompletableFuture()
                            .get())
                    .isTrue();
            assertThat(new String(board.expect(RawClient.PUBLISH).body(), UTF_8))
                    .endsWith("stop");
        }
    }

    @Test
    void twoOfAGroupShareTheMessages() {
        Mosquitto broker = bench.broker();
        Heard one = Heard.settling();
        Heard two = Heard.settling();
        bench.linkTo(broker.port()).clientId("one").group("ingest").connected(one);
        bench.linkTo(broker.port())
                .clientId("two")
                .group("ingest")
                .protocol(Protocol.V3_1_1)
                .connected(two);

        publish(broker, numbers(0, 100).toArray(String[]::new));

        await().atMost(Heard.SOON).until(() -> one.messages.size() + two.messages.size() >= 100);
        Set<String> all = new HashSet<>(one.bodies());
        all.addAll(two.bodies());
        assertThat(all).hasSize(100);
        assertThat(one.bodies()).isNotEmpty().doesNotContainAnyElementsOf(two.bodies());
        assertThat(two.bodies()).isNotEmpty();
    }

    /** Which of them has sent the command the broker does not know. */
    @Test
    void whatABoardAnswersReachesEachOfAGroup() {
        Mosquitto broker = bench.broker();
        Heard one = Heard.settling();
        Heard two = Heard.settling();
        bench.linkTo(broker.port()).clientId("one").group("ingest").connected(one);
        bench.linkTo(broker.port())
                .clientId("two")
                .group("ingest")
                .protocol(Protocol.V3_1_1)
                .connected(two);

        try (RawClient board = new RawClient(broker.port(), 4)) {
            board.connect("board");
            for (int i = 1; i <= 10; i++) {
                board.publish("mycobrain/m1/response", "answer" + i, 1, i, false);
                board.expect(RawClient.PUBACK);
            }
        }

        await().atMost(Heard.SOON).until(() -> Set.copyOf(one.bodies()).size() == 10);
        await().atMost(Heard.SOON).until(() -> Set.copyOf(two.bodies()).size() == 10);
    }
}
