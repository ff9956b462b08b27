package io.mycostream.ingest.link.mqtt;

import static io.mycostream.ingest.link.mqtt.BrokerBench.numbers;
import static io.mycostream.ingest.link.mqtt.BrokerBench.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.local.Mosquitto;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages when a real Mosquitto, or the network on the way to it, is away for a while. */
@Timeout(90)
@EnabledIf(value = "io.mycostream.local.Mosquitto#isInstalled", disabledReason = "mosquitto is not installed")
class BrokerOutageTest {

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
    void whatWasNotAcknowledgedComesAgainAfterACut(Protocol protocol) {
        Mosquitto broker = bench.broker();
        Proxy proxy = bench.proxy(broker);
        Heard heard = new Heard(text -> !text.equals("two"));
        bench.linkTo(proxy.port()).protocol(protocol).connected(heard);
        publish(broker, "one", "two", "three");
        heard.await(2);

        proxy.cut();

        heard.await(4);
        assertThat(heard.bodies()).containsExactly("one", "two", "three", "two", "three");
        assertThat(heard.messages.get(3).delivery().repeated()).isTrue();
        assertThat(heard.messages.get(3).delivery().packetId())
                .isEqualTo(heard.messages.get(1).delivery().packetId());
        heard.messages.get(1).delivery().settled().run();
        heard.messages.get(3).delivery().settled().run();
        await().atMost(Heard.SOON).until(() -> bench.counters.acknowledged() == 3);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPublishedWhileWeAreAwayWaitsAtTheBroker(Protocol protocol) {
        Mosquitto broker = bench.broker();
        Heard first = Heard.settling();
        bench.linkTo(broker.port()).protocol(protocol).connected(first).close();
        publish(broker, "one", "two");

        Heard second = Heard.settling();
        bench.linkTo(broker.port()).protocol(protocol).connected(second);

        second.await(1);
        assertThat(second.bodies()).containsExactly("one", "two");
    }

    @Test
    void nothingIsLostWhenTheBrokerIsRestarted() {
        Mosquitto broker = bench.broker();
        Heard heard = Heard.settling();
        bench.linkTo(broker.port()).connected(heard);
        List<String> before = numbers(0, 500);
        List<String> after = numbers(500, 1000);

        publish(broker, before.toArray(String[]::new));
        broker.restart();
        publish(broker, after.toArray(String[]::new));

        await().atMost(Heard.SOON).until(() -> new HashSet<>(heard.bodies()).size() == 1000);
        List<String> once = heard.bodies().stream().distinct().toList();
        assertThat(once).containsExactlyElementsOf(numbers(0, 1000));
        assertThat(bench.counters.interrupted()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aBlackHoleIsNoticedAndLeftWithoutAStorm() {
        Mosquitto broker = bench.broker();
        Proxy proxy = bench.proxy(broker);
        Heard heard = Heard.settling();
        BrokerLink link =
                bench.linkTo(proxy.port()).impatient().pauses(200, 1000).connected(heard);
        publish(broker, "before");
        heard.await(0);

        proxy.swallow();
        publish(broker, "within");
        await().atMost(Heard.SOON).until(() -> link.trouble().isPresent());
        assertThat(link.trouble().orElseThrow()).startsWith("nothing was heard of it for more than 1 s");
        await().atMost(Heard.SOON).until(() -> link.trouble().orElse("").startsWith("it does not answer"));
        proxy.passOn();
        publish(broker, "after");

        await().atMost(Heard.SOON).until(() -> heard.bodies().contains("after"));
        assertThat(heard.bodies().stream().distinct()).containsExactly("before", "within", "after");
        assertThat(proxy.accepted()).isLessThan(30);
    }
}
