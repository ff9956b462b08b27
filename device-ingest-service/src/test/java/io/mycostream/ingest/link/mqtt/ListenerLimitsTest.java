package io.mycostream.ingest.link.mqtt;

import static io.mycostream.ingest.link.mqtt.ListenerBench.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the listener lets nobody do, so that one client harms neither it nor the others. */
@Timeout(60)
class ListenerLimitsTest {

    private final ListenerBench bench = new ListenerBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource({"4, lab, wrong, 4", "4, wrong, secret, 4", "4,,,4", "5, lab, wrong, 134", "5,,,134", "5, lab, secret, 0"
    })
    void whoIsNotKnownIsRefused(int version, @Nullable String name, @Nullable String password, int code) {
        bench.credentials("lab", "secret").start(Heard.settling());
        try (RawClient board = bench.client(version)) {
            assertThat(board.connect("m1", name, password, null, 60)).isEqualTo(code);

            assertThat(bench.counters.refused(Refusal.CREDENTIALS)).isEqualTo(code == 0 ? 0 : 1);
        }
    }

    @Test
    void oneClientTooManyIsRefusedAndTheOthersStay() {
        bench.clients(2).start(Heard.settling());
        try (RawClient one = bench.client(4);
                RawClient two = bench.client(5);
                RawClient three = bench.client(4);
                RawClient four = bench.client(5)) {
            assertThat(one.connect("1")).isZero();
            assertThat(two.connect("2")).isZero();
            assertThat(three.connect("3")).isEqualTo(3);
            assertThat(four.connect("4")).isEqualTo(0x97);
            one.publish(TOPIC, "still there", 1, 1, false);
            one.expect(RawClient.PUBACK);

            assertThat(bench.counters.open()).isEqualTo(2);
            assertThat(bench.counters.refused(Refusal.CLIENTS)).isEqualTo(2);
        }
    }

    @Test
    void whoPublishesTooFastIsEndedAndToldWhy() {
        Heard heard = bench.ratePerSecond(5).start(Heard.settling());
        try (RawClient board = bench.board(5)) {
            for (int i = 0; i < 20; i++) {
                board.publish(TOPIC, "x", 0, 0, false);
            }

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x96);
            assertThat(board.next()).isNull();
        }
        await().atMost(Heard.SOON).until(() -> !heard.left.isEmpty());
        assertThat(heard.left).containsExactly("m1: it published more than 5 messages in a second");
        assertThat(heard.bodies()).hasSizeBetween(5, 19);
        assertThat(bench.counters.refused(Refusal.RATE)).isEqualTo(1);
    }

    @Test
    void whoHasTooMuchUnderWayIsEnded() {
        Heard heard = bench.start(Heard.holding());
        try (RawClient board = bench.board(5)) {
            for (int i = 1; i <= 11; i++) {
                board.publish(TOPIC, "x", 1, i, false);
            }

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x93);
        }
        assertThat(heard.bodies()).hasSize(10);
        assertThat(bench.counters.refused(Refusal.IN_FLIGHT)).isEqualTo(1);
    }

    @Test
    void whoNeverReleasesWhatItSentIsEnded() {
        Heard heard = bench.start(Heard.settling());
        try (RawClient board = bench.board(5)) {
            for (int i = 1; i <= 10; i++) {
                board.publish(TOPIC, "x", 2, i, false);
                assertThat(board.expect(RawClient.PUBREC).id()).isEqualTo(i);
            }
            board.publish(TOPIC, "x", 2, 10, true);
            assertThat(board.expect(RawClient.PUBREC).id()).isEqualTo(10);

            board.publish(TOPIC, "x", 2, 11, false);

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x93);
        }
        assertThat(heard.bodies()).hasSize(10);
        assertThat(bench.counters.refused(Refusal.IN_FLIGHT)).isEqualTo(1);
    }

    @Test
    void whoDoesNotReadItsAcknowledgementsIsEnded() {
        Heard heard = bench.ratePerSecond(1_000_000).inFlight(60_000).start(Heard.settling());
        try (RawClient board = bench.board(4)) {
            Thread publishing = Thread.ofPlatform().daemon().start(() -> board.publishUntilItIsEnded(TOPIC));

            await().atMost(Heard.SOON).until(() -> !heard.left.isEmpty());
            await("the connection ends, also when it is not read")
                    .atMost(Heard.SOON)
                    .until(() -> !publishing.isAlive());
        }
        assertThat(heard.left).containsExactly("m1: it does not read what it is answered");
        assertThat(bench.counters.refused(Refusal.IN_FLIGHT)).isEqualTo(1);
    }

    @Test
    void aPacketThatIsTooLargeEndsItsClient() {
        Heard heard = bench.start(Heard.settling());
        try (RawClient board = bench.board(4)) {
            board.publish(TOPIC, "x".repeat(5000), 1, 1, false);

            assertThat(board.next()).isNull();
        }
        await().atMost(Heard.SOON).until(() -> bench.counters.refused(Refusal.PROTOCOL) > 0);
        assertThat(heard.bodies()).isEmpty();
    }

    @Test
    void whoSaysNothingIsEnded() {
        bench.start(Heard.settling());
        try (RawClient silent = bench.client(4);
                RawClient board = bench.client(4)) {
            board.connect("m1", null, null, null, 1);

            assertThat(silent.next()).as("no first packet within the limit").isNull();
            assertThat(board.next())
                    .as("nothing for one and a half keep-alives")
                    .isNull();
        }
    }

    @Test
    void whatIsNoMqttDoesNoHarm() {
        Heard heard = bench.start(Heard.settling());
        for (byte[] first :
                List.of("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8), new byte[] {0x30, 0, 0, 0}, new byte[64])) {
            try (RawClient stranger = bench.client(4)) {
                stranger.send(first[0], first);
                assertThat(stranger.next()).isNull();
            }
        }
        try (RawClient board = bench.board(4)) {
            board.publish(TOPIC, "one", 1, 1, false);
            board.expect(RawClient.PUBACK);
        }
        assertThat(heard.bodies()).containsExactly("one");
    }

    @ParameterizedTest
    @CsvSource({"4, 128", "5, 135"})
    void nobodyListensToWhatOthersSay(int version, int code) {
        bench.start(Heard.settling());
        try (RawClient board = bench.board(version)) {
            for (String filter : List.of("#", "mycobrain/+/commands", TOPIC)) {
                assertThat(board.subscribe(filter)).as(filter).isEqualTo(code);
            }
            assertThat(bench.counters.refused(Refusal.SUBSCRIPTION)).isEqualTo(3);
        }
    }
}
