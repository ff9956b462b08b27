package io.mycostream.ingest.link.mqtt;

import static io.mycostream.ingest.link.mqtt.BrokerBench.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.local.FreePort;
import io.mycostream.local.Mosquitto;
import io.mycostream.local.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a broker and we are to each other, and what is said when one does not let the other in. */
@Timeout(90)
@EnabledIf(value = "io.mycostream.local.Mosquitto#isInstalled", disabledReason = "mosquitto is not installed")
class BrokerAccessTest {

    /** A hash of nothing that anybody knows. */
    private static final String PASSWORD =
            "$7$101$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // by open
    private BrokerBench bench;

    @BeforeEach
    void open() {
        bench = new BrokerBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource
    void speaksTlsWithACertificateOfItsOwn(Protocol protocol) {
        SelfSigned server = SelfSigned.make(folder, "server", "dns:localhost,ip:127.0.0.1");
        SelfSigned client = SelfSigned.make(folder, "client", "dns:client");
        Mosquitto broker = bench.broker(
                "certfile " + server.certificate(),
                "keyfile " + server.key(),
                "cafile " + client.certificate(),
                "require_certificate true");
        Heard heard = Heard.settling();
        BrokerLink link = bench.linkTo(broker.port())
                .protocol(protocol)
                .trusting(server, client)
                .connected(heard);

        assertThat(link.publish(TOPIC, "one".getBytes(UTF_8))
                        .toCompletableFuture()
                        .join())
                .isTrue();

        assertThat(heard.await(0).body()).isEqualTo("one");
    }

    @Test
    void saysWhatIsWrongWithCertificates() {
        SelfSigned server = SelfSigned.make(folder, "server", "dns:localhost,ip:127.0.0.1");
        SelfSigned other = SelfSigned.make(folder, "other", "dns:other.example.org");
        Mosquitto broker = bench.broker(
                "certfile " + server.certificate(),
                "keyfile " + server.key(),
                "cafile " + other.certificate(),
                "require_certificate true");

        assertThat(bench.linkTo(broker.port()).trusting(other).trouble())
                .isEqualTo("its certificate is not trusted: name who signed it in ingest.mqtt.ca-file");
        assertThat(bench.linkTo(broker.port()).trusting(server).trouble())
                .startsWith(
                        "it wants a client certificate that it trusts: set ingest.mqtt.certificate and ingest.mqtt.key");
        assertThat(bench.linkTo(broker.port()).trouble())
                .isEqualTo("it closed the connection without an answer; if it expects TLS there, use mqtts://");
    }

    @Test
    void saysThatACertificateIsForAnotherHost() {
        SelfSigned server = SelfSigned.make(folder, "server", "dns:other.example.org");
        Mosquitto broker = bench.broker("certfile " + server.certificate(), "keyfile " + server.key());

        assertThat(bench.linkTo(broker.port()).trusting(server).trouble())
                .startsWith("its certificate is for another host than localhost");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNameAndPasswordAreMissingOrWrong(Protocol protocol) throws Exception {
        Path passwords = Files.writeString(folder.resolve("passwords"), "lab:" + PASSWORD + "\n");
        Mosquitto broker = bench.broker("allow_anonymous false", "password_file " + passwords);

        assertThat(bench.linkTo(broker.port()).protocol(protocol).trouble())
                .isEqualTo("it wants a name and a password: set ingest.mqtt.username and ingest.mqtt.password");
        assertThat(bench.linkTo(broker.port())
                        .protocol(protocol)
                        .user("lab", "wrong")
                        .trouble())
                .contains("check ingest.mqtt.username")
                .contains("ingest.mqtt.password");
    }

    /** Our own listener lets nobody subscribe but to commands, and ends the earlier of two with the reason. */
    @ParameterizedTest
    @EnumSource
    void saysThatItMayNotSubscribe(Protocol protocol) {
        int port = bench.listener(_ -> false);

        assertThat(bench.linkTo(port).protocol(protocol).trouble())
                .startsWith("it does not let us subscribe (not authorised, or no such filter) to mycobrain/#");
    }

    @Test
    void saysThatNobodyIsThere() {
        assertThat(bench.linkTo(FreePort.find()).trouble())
                .startsWith("nobody listens at localhost port ")
                .endsWith("(connection refused)");
        assertThat(bench.linkTo(1883).host("no-such-host.invalid").trouble())
                .isEqualTo("the host no-such-host.invalid is unknown");
    }

    @Test
    void saysThatAnotherHasItsClientId() {
        int port = bench.listener(_ -> true);
        BrokerLink first =
                bench.linkTo(port).clientId("same").pauses(60_000, 60_000).connected(Heard.settling());

        bench.linkTo(port).clientId("same").connected(Heard.settling());

        await().atMost(Heard.SOON).until(() -> first.trouble().isPresent());
        assertThat(first.trouble().orElseThrow())
                .isEqualTo("somebody else has connected with the client id same: give each process its own"
                        + " ingest.mqtt.client-id");
    }

    @Test
    void guessesThatAnotherHasItsClientIdWhereTheBrokerDoesNotSay() {
        Mosquitto broker = bench.broker();
        BrokerLink first = bench.linkTo(broker.port())
                .clientId("same")
                .pauses(60_000, 60_000)
                .connected(Heard.settling());

        bench.linkTo(broker.port()).clientId("same").connected(Heard.settling());

        await().atMost(Heard.SOON).until(() -> first.trouble().isPresent());
        assertThat(first.trouble().orElseThrow()).contains("another process may use the client id same");
    }
}
