package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import io.mycostream.ingest.link.mqtt.ListenerSettings.Credentials;
import io.mycostream.local.SelfSigned;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BoardListenerTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String TOPIC = "mycobrain/m1/telemetry";
    private static final String COMMANDS = "mycobrain/m1/commands";

    private final LinkCounters counters = new LinkCounters();

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private BoardListener listener;

    @AfterEach
    void close() {
        if (listener != null) {
            listener.close();
        }
    }

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void anAcknowledgementWaitsUntilTheMessageIsSafeAndKeepsTheOrder(int version) {
        Heard heard = Heard.holding();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), version)) {
            assertThat(board.connect("m1")).isZero();
            board.publish(TOPIC, "one", 1, 7, false);
            board.publish(TOPIC, "two", 1, 8, false);
            board.publish(TOPIC, "three", 0, 0, false);

            heard.await(1).delivery().settled().run();
            assertThat(board.isQuietFor(200)).isTrue();
            heard.await(0).delivery().settled().run();

            assertThat(board.expect(RawClient.PUBACK).id()).isEqualTo(7);
            assertThat(board.expect(RawClient.PUBACK).id()).isEqualTo(8);
            assertThat(heard.await(2).delivery().packetId()).isZero();
            assertThat(heard.bodies()).containsExactly("one", "two", "three");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void exactlyOnceIsHandedOnOnce(int version) {
        Heard heard = Heard.settling();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), version)) {
            board.connect("m1");
            board.publish(TOPIC, "one", 2, 7, false);
            assertThat(board.expect(RawClient.PUBREC).id()).isEqualTo(7);
            board.publish(TOPIC, "one", 2, 7, true);
            assertThat(board.expect(RawClient.PUBREC).id()).isEqualTo(7);
            board.release(7);
            assertThat(board.expect(RawClient.PUBCOMP).id()).isEqualTo(7);
            board.publish(TOPIC, "two", 2, 7, false);
            assertThat(board.expect(RawClient.PUBREC).id()).isEqualTo(7);

            assertThat(heard.bodies()).containsExactly("one", "two");
        }
    }

    @ParameterizedTest
    @CsvSource({"4, lab, wrong, 4", "4, wrong, secret, 4", "4,,,4", "5, lab, wrong, 134", "5,,,134", "5, lab, secret, 0"
    })
    void whoIsNotKnownIsRefused(int version, @Nullable String name, @Nullable String password, int code) {
        start(Heard.settling(), settings(Optional.of(new Credentials("lab", "secret")), false, 10, 100));
        try (RawClient board = new RawClient(listener.port(), version)) {
            assertThat(board.connect("m1", name, password, null, 60)).isEqualTo(code);

            assertThat(counters.refused(Refusal.CREDENTIALS)).isEqualTo(code == 0 ? 0 : 1);
        }
    }

    @Test
    void oneClientTooManyIsRefusedAndTheOthersStay() {
        Heard heard = Heard.settling();
        start(heard, settings(Optional.empty(), true, 2, 100));
        try (RawClient one = new RawClient(listener.port(), 4);
                RawClient two = new RawClient(listener.port(), 5);
                RawClient three = new RawClient(listener.port(), 4);
                RawClient four = new RawClient(listener.port(), 5)) {
            assertThat(one.connect("1")).isZero();
            assertThat(two.connect("2")).isZero();
            assertThat(three.connect("3")).isEqualTo(3);
            assertThat(four.connect("4")).isEqualTo(0x97);
            one.publish(TOPIC, "still there", 1, 1, false);
            one.expect(RawClient.PUBACK);

            assertThat(counters.open()).isEqualTo(2);
            assertThat(counters.refused(Refusal.CLIENTS)).isEqualTo(2);
        }
    }

    @Test
    void whoPublishesTooFastIsEndedAndToldWhy() {
        Heard heard = Heard.settling();
        start(heard, settings(Optional.empty(), true, 10, 5));
        try (RawClient board = new RawClient(listener.port(), 5)) {
            board.connect("m1");
            for (int i = 0; i < 20; i++) {
                board.publish(TOPIC, "x", 0, 0, false);
            }

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x96);
            assertThat(board.next()).isNull();
        }
        await().atMost(Heard.SOON).until(() -> !heard.left.isEmpty());
        assertThat(heard.left).containsExactly("m1: it published more than 5 messages in a second");
        assertThat(heard.bodies()).hasSizeBetween(5, 19);
        assertThat(counters.refused(Refusal.RATE)).isEqualTo(1);
    }

    @Test
    void whoHasTooMuchUnderWayIsEnded() {
        Heard heard = Heard.holding();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), 5)) {
            board.connect("m1");
            for (int i = 1; i <= 11; i++) {
                board.publish(TOPIC, "x", 1, i, false);
            }

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x93);
        }
        assertThat(heard.bodies()).hasSize(10);
        assertThat(counters.refused(Refusal.IN_FLIGHT)).isEqualTo(1);
    }

    @Test
    void whoNeverReleasesWhatItSentIsEnded() {
        Heard heard = Heard.settling();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), 5)) {
            board.connect("m1");
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
        assertThat(counters.refused(Refusal.IN_FLIGHT)).isEqualTo(1);
    }

    @Test
    void whoDoesNotReadItsAcknowledgementsIsEnded() {
        Heard heard = Heard.settling();
        start(
                heard,
                settings(
                        new ListenAddress("127.0.0.1", 0),
                        Optional.empty(),
                        true,
                        10,
                        1_000_000,
                        Optional.empty(),
                        60_000));
        try (RawClient board = new RawClient(listener.port(), 4)) {
            board.connect("m1");
            Thread publishing = Thread.ofPlatform().daemon().start(() -> board.publishUntilItIsEnded(TOPIC));

            await().atMost(Heard.SOON).until(() -> !heard.left.isEmpty());
            await("the connection ends, also when it is not read")
                    .atMost(Heard.SOON)
                    .until(() -> !publishing.isAlive());
        }
        assertThat(heard.left).containsExactly("m1: it does not read what it is answered");
        assertThat(counters.refused(Refusal.IN_FLIGHT)).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsResetIsLostAndNoMistakeOfTheBoard() {
        Heard heard = Heard.settling();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), 4)) {
            board.connect("m1");
            board.resetOnClose();
        }

        await().atMost(Heard.SOON).until(() -> heard.left.size() == 1);
        assertThat(heard.left.getFirst()).startsWith("m1: the connection was lost");
        assertThat(counters.refused(Refusal.PROTOCOL)).isZero();
    }

    @Test
    void acknowledgementsThatAreDueTogetherLeaveTogether() throws Exception {
        Heard heard = Heard.holding();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), 4)) {
            board.connect("m1");
            for (int i = 1; i <= 10; i++) {
                board.publish(TOPIC, "x", 1, i, false);
            }
            heard.await(9);
            CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(board::firstBytes);

            for (int i = 9; i >= 0; i--) {
                heard.messages.get(i).delivery().settled().run();
            }

            assertThat(first.get(20, TimeUnit.SECONDS)).hasSize(10 * 4);
        }
    }

    @Test
    void aPacketThatIsTooLargeEndsItsClient() {
        Heard heard = Heard.settling();
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), 4)) {
            board.connect("m1");
            board.publish(TOPIC, "x".repeat(5000), 1, 1, false);

            assertThat(board.next()).isNull();
        }
        await().atMost(Heard.SOON).until(() -> counters.refused(Refusal.PROTOCOL) > 0);
        assertThat(heard.bodies()).isEmpty();
    }

    @Test
    void whoSaysNothingIsEnded() {
        start(Heard.settling(), settings());
        try (RawClient silent = new RawClient(listener.port(), 4);
                RawClient board = new RawClient(listener.port(), 4)) {
            board.connect("m1", null, null, null, 1);

            assertThat(silent.next()).as("no first packet within the limit").isNull();
            assertThat(board.next())
                    .as("nothing for one and a half keep-alives")
                    .isNull();
        }
    }

    @Test
    void whatIsNoMqttDoesNoHarm() {
        Heard heard = Heard.settling();
        start(heard, settings());
        for (byte[] first :
                List.of("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8), new byte[] {0x30, 0, 0, 0}, new byte[64])) {
            try (RawClient stranger = new RawClient(listener.port(), 4)) {
                stranger.send(first[0], first);
                assertThat(stranger.next()).isNull();
            }
        }
        try (RawClient board = new RawClient(listener.port(), 4)) {
            assertThat(board.connect("m1")).isZero();
            board.publish(TOPIC, "one", 1, 1, false);
            board.expect(RawClient.PUBACK);
        }
        assertThat(heard.bodies()).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void theLastWillComesWhenABoardIsLostAndNotWhenItTakesLeave(int version) {
        Heard heard = Heard.settling();
        start(heard, settings());
        RawClient.Will will = new RawClient.Will("mycobrain/m1/status", "offline");
        try (RawClient board = new RawClient(listener.port(), version)) {
            board.connect("lost", null, null, will, 60);
        }
        await().atMost(Heard.SOON).until(() -> heard.left.size() == 1);
        try (RawClient board = new RawClient(listener.port(), version)) {
            board.connect("leaving", null, null, will, 60);
            board.disconnect();
            assertThat(board.next()).isNull();
        }
        await().atMost(Heard.SOON).until(() -> heard.left.size() == 2);

        assertThat(heard.bodies()).containsExactly("offline");
        assertThat(heard.messages.getFirst().delivery().client()).isEqualTo("lost");
        assertThat(heard.left).containsExactly("lost: the connection was lost", "leaving: it took leave");
    }

    @Test
    void theSecondOfTwoWithOneClientIdTakesOver() {
        Heard heard = Heard.settling();
        start(heard, settings());
        try (RawClient first = new RawClient(listener.port(), 5);
                RawClient second = new RawClient(listener.port(), 5)) {
            first.connect("m1", null, null, new RawClient.Will("mycobrain/m1/status", "offline"), 60);
            second.connect("m1");

            assertThat(first.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x8E);
            assertThat(first.next()).isNull();
            second.publish(TOPIC, "here", 1, 1, false);
            second.expect(RawClient.PUBACK);
        }
        assertThat(heard.bodies()).containsExactly("offline", "here");
        assertThat(heard.left.getFirst()).isEqualTo("m1: another client has connected with its client id");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aBoardIsToldWhatItListensTo(int version) throws Exception {
        start(Heard.settling(), settings());
        try (RawClient board = new RawClient(listener.port(), version)) {
            board.connect("m1");
            assertThat(board.subscribe(COMMANDS)).isEqualTo(1);

            CompletableFuture<Boolean> told = listener.publish(COMMANDS, "{\"cmd\":\"estop\"}".getBytes(UTF_8))
                    .toCompletableFuture();
            RawClient.Packet packet = board.expect(RawClient.PUBLISH);
            String text = new String(packet.body(), UTF_8);
            int id = packet.body()[2 + COMMANDS.length()] << 8 | packet.body()[3 + COMMANDS.length()];
            assertThat(told).isNotDone();
            board.acknowledge(id);

            assertThat(told.get()).isTrue();
            assertThat(text).contains(COMMANDS).endsWith("{\"cmd\":\"estop\"}");
            assertThat(listener.publish("mycobrain/m2/commands", new byte[0])
                            .toCompletableFuture()
                            .get())
                    .as("nobody listens there")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 128", "5, 135"})
    void nobodyListensToWhatOthersSay(int version, int code) {
        start(Heard.settling(), settings());
        try (RawClient board = new RawClient(listener.port(), version)) {
            board.connect("m1");

            for (String filter : List.of("#", "mycobrain/+/commands", TOPIC)) {
                assertThat(board.subscribe(filter)).as(filter).isEqualTo(code);
            }
            assertThat(counters.refused(Refusal.SUBSCRIPTION)).isEqualTo(3);
        }
    }

    @Test
    void aMessageThatIsNeverSafeEndsTheConnectionSoThatItComesAgain() {
        Heard heard = new Heard(text -> !text.equals("lost"));
        start(heard, settings());
        try (RawClient board = new RawClient(listener.port(), 5)) {
            board.connect("m1");
            board.publish(TOPIC, "lost", 1, 1, false);
            board.publish(TOPIC, "safe", 1, 2, false);

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x89);
        }
        assertThat(counters.unsettled()).isEqualTo(1);
        assertThat(counters.acknowledged()).isZero();
    }

    @Test
    void saysWhyItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenerSettings settings = settings(
                    new ListenAddress("127.0.0.1", taken.getLocalPort()),
                    Optional.empty(),
                    true,
                    10,
                    10,
                    Optional.empty());

            assertThatThrownBy(() -> start(Heard.settling(), settings))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void speaksTls(@TempDir Path folder) throws Exception {
        SelfSigned own = SelfSigned.make(folder, "listener", "dns:localhost,ip:127.0.0.1");
        start(
                Heard.settling(),
                settings(
                        new ListenAddress("127.0.0.1", 0),
                        Optional.empty(),
                        true,
                        10,
                        10,
                        Optional.of(new ListenerSettings.Tls(own.certificate(), own.key()))));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = java.nio.file.Files.newInputStream(own.certificate())) {
            trusted.setCertificateEntry(
                    "listener", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);

        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", listener.port())) {
            socket.startHandshake();
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }

    private void start(Heard heard, ListenerSettings settings) {
        listener = BoardListener.start(VERTX, settings, heard, counters);
    }

    private static ListenerSettings settings() {
        return settings(Optional.empty(), true, 10, 100);
    }

    private static ListenerSettings settings(
            Optional<Credentials> credentials, boolean anonymous, int clients, int rate) {
        return settings(new ListenAddress("127.0.0.1", 0), credentials, anonymous, clients, rate, Optional.empty());
    }

    private static ListenerSettings settings(
            ListenAddress address,
            Optional<Credentials> credentials,
            boolean anonymous,
            int clients,
            int rate,
            Optional<ListenerSettings.Tls> tls) {
        return settings(address, credentials, anonymous, clients, rate, tls, 10);
    }

    private static ListenerSettings settings(
            ListenAddress address,
            Optional<Credentials> credentials,
            boolean anonymous,
            int clients,
            int rate,
            Optional<ListenerSettings.Tls> tls,
            int inFlight) {
        return new ListenerSettings(
                address,
                credentials,
                anonymous,
                clients,
                4096,
                rate,
                inFlight,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                tls,
                COMMANDS::equals);
    }
}
