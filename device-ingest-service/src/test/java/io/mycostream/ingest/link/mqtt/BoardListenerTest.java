package io.mycostream.ingest.link.mqtt;

import static io.mycostream.ingest.link.mqtt.ListenerBench.COMMANDS;
import static io.mycostream.ingest.link.mqtt.ListenerBench.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import io.mycostream.local.SelfSigned;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What boards say and are told over connections of their own. */
@Timeout(60)
class BoardListenerTest {

    private final ListenerBench bench = new ListenerBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void anAcknowledgementWaitsUntilTheMessageIsSafeAndKeepsTheOrder(int version) {
        Heard heard = bench.start(Heard.holding());
        try (RawClient board = bench.board(version)) {
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

    @Test
    void acknowledgementsThatAreDueTogetherLeaveTogether() throws Exception {
        Heard heard = bench.start(Heard.holding());
        try (RawClient board = bench.board(4)) {
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

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void exactlyOnceIsHandedOnOnce(int version) {
        Heard heard = bench.start(Heard.settling());
        try (RawClient board = bench.board(version)) {
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

    @Test
    void aMessageThatIsNeverSafeEndsTheConnectionSoThatItComesAgain() {
        bench.start(new Heard(text -> !text.equals("lost")));
        try (RawClient board = bench.board(5)) {
            board.publish(TOPIC, "lost", 1, 1, false);
            board.publish(TOPIC, "safe", 1, 2, false);

            assertThat(board.expect(RawClient.DISCONNECT).body()[0] & 0xFF).isEqualTo(0x89);
        }
        assertThat(bench.counters.unsettled()).isEqualTo(1);
        assertThat(bench.counters.acknowledged()).isZero();
    }

    @Test
    void aConnectionThatIsResetIsLostAndNoMistakeOfTheBoard() {
        Heard heard = bench.start(Heard.settling());
        try (RawClient board = bench.board(4)) {
            board.resetOnClose();
        }

        await().atMost(Heard.SOON).until(() -> heard.left.size() == 1);
        assertThat(heard.left.getFirst()).startsWith("m1: the connection was lost");
        assertThat(bench.counters.refused(Refusal.PROTOCOL)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void theLastWillComesWhenABoardIsLostAndNotWhenItTakesLeave(int version) {
        Heard heard = bench.start(Heard.settling());
        RawClient.Will will = new RawClient.Will("mycobrain/m1/status", "offline");
        try (RawClient board = bench.client(version)) {
            board.connect("lost", null, null, will, 60);
        }
        await().atMost(Heard.SOON).until(() -> heard.left.size() == 1);
        try (RawClient board = bench.client(version)) {
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
        Heard heard = bench.start(Heard.settling());
        try (RawClient first = bench.client(5);
                RawClient second = bench.client(5)) {
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
        bench.start(Heard.settling());
        try (RawClient board = bench.board(version)) {
            assertThat(board.subscribe(COMMANDS)).isEqualTo(1);

            CompletableFuture<Boolean> told = bench.listener()
                    .publish(COMMANDS, "{\"cmd\":\"estop\"}".getBytes(UTF_8))
                    .toCompletableFuture();
            RawClient.Packet packet = board.expect(RawClient.PUBLISH);
            String text = new String(packet.body(), UTF_8);
            int id = packet.body()[2 + COMMANDS.length()] << 8 | packet.body()[3 + COMMANDS.length()];
            assertThat(told).isNotDone();
            board.acknowledge(id);

            assertThat(told.get()).isTrue();
            assertThat(text).contains(COMMANDS).endsWith("{\"cmd\":\"estop\"}");
            assertThat(bench.listener()
                            .publish("mycobrain/m2/commands", new byte[0])
                            .toCompletableFuture()
                            .get())
                    .as("nobody listens there")
                    .isFalse();
        }
    }

    @Test
    void speaksTls(@TempDir Path folder) throws Exception {
        SelfSigned own = SelfSigned.make(folder, "listener", "dns:localhost,ip:127.0.0.1");
        bench.tls(own).start(Heard.settling());

        try (SSLSocket socket = (SSLSocket) trusting(own)
                .getSocketFactory()
                .createSocket("localhost", bench.listener().port())) {
            socket.startHandshake();
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }

    @Test
    void saysWhyItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> bench.port(taken.getLocalPort()).start(Heard.settling()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("in use");
        }
    }

    private static SSLContext trusting(SelfSigned server) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var pem = Files.newInputStream(server.certificate())) {
            trusted.setCertificateEntry(
                    "listener", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
