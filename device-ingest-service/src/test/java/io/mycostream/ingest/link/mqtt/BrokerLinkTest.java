package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.FreePort;
import io.mycostream.local.Mosquitto;
import io.mycostream.local.SelfSigned;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real Mosquitto. */
@Timeout(90)
class BrokerLinkTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String TOPIC = "mycobrain/m1/telemetry";

    @TempDir
    private Path folder;

    private final LinkCounters counters = new LinkCounters();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void needsMosquitto() {
        assumeTrue(Mosquitto.isInstalled(), "mosquitto is not installed");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementWaitsUntilTheMessageIsSafe(Protocol protocol) {
        Mosquitto broker = broker();
        Heard heard = Heard.holding();
        link(heard, settings(broker.port()).protocol(protocol));
        publish(broker, "one", "two", "three");

        heard.await(2);
        heard.messages.get(1).delivery().settled().run();
        heard.messages.get(2).delivery().settled().run();
        assertThat(counters.acknowledged()).isZero();
        heard.messages.get(0).delivery().settled().run();

        await().atMost(Heard.SOON).until(() -> counters.acknowledged() == 3);
        assertThat(heard.bodies()).containsExactly("one", "two", "three");
        assertThat(heard.messages.getFirst().delivery().topic()).isEqualTo(TOPIC);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotAcknowledgedComesAgainAfterACut(Protocol protocol) {
        Mosquitto broker = broker();
        Proxy proxy = proxy(broker);
        Heard heard = new Heard(text -> !text.equals("two"));
        link(heard, settings(proxy.port()).protocol(protocol));
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
        await().atMost(Heard.SOON).until(() -> counters.acknowledged() == 3);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPublishedWhileWeAreAwayWaitsAtTheBroker(Protocol protocol) {
        Mosquitto broker = broker();
        Heard first = Heard.settling();
        Settings settings = settings(broker.port()).protocol(protocol);
        link(first, settings).close();
        publish(broker, "one", "two");

        Heard second = Heard.settling();
        link(second, settings);

        second.await(1);
        assertThat(second.bodies()).containsExactly("one", "two");
    }

    @Test
    void nothingIsLostWhenTheBrokerIsRestarted() {
        Mosquitto broker = broker();
        Heard heard = Heard.settling();
        link(heard, settings(broker.port()));
        List<String> before = bodies(0, 500);
        List<String> after = bodies(500, 1000);

        publish(broker, before.toArray(String[]::new));
        broker.restart();
        publish(broker, after.toArray(String[]::new));

        await().atMost(Heard.SOON).until(() -> new HashSet<>(heard.bodies()).size() == 1000);
        List<String> once = heard.bodies().stream().distinct().toList();
        assertThat(once).containsExactlyElementsOf(bodies(0, 1000));
        assertThat(counters.interrupted()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aBlackHoleIsNoticedAndLeftWithoutAStorm() {
        Mosquitto broker = broker();
        Proxy proxy = proxy(broker);
        Heard heard = Heard.settling();
        BrokerLink link = link(heard, settings(proxy.port()).keepAlive(1).pauses(200, 1000));
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

    @Test
    void twoOfAGroupShareTheMessages() {
        Mosquitto broker = broker();
        Heard one = Heard.settling();
        Heard two = Heard.settling();
        link(one, settings(broker.port()).clientId("one").group("ingest"));
        link(two, settings(broker.port()).clientId("two").group("ingest").protocol(Protocol.V3_1_1));

        publish(broker, bodies(0, 100).toArray(String[]::new));

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
        Mosquitto broker = broker();
        Heard one = Heard.settling();
        Heard two = Heard.settling();
        link(one, settings(broker.port()).clientId("one").group("ingest"));
        link(two, settings(broker.port()).clientId("two").group("ingest").protocol(Protocol.V3_1_1));

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

    @ParameterizedTest
    @EnumSource
    void tellsTheBrokerSomething(Protocol protocol) throws Exception {
        Mosquitto broker = broker();
        BrokerLink link = link(Heard.settling(), settings(broker.port()).protocol(protocol));
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
    void aMessageThatIsNeverSafeIsAskedForAgain() {
        Mosquitto broker = broker();
        Heard heard = Heard.holding();
        link(heard, settings(broker.port()).keepAlive(1));
        publish(broker, "one");

        heard.await(1).delivery().settled().run();

        await().atMost(Heard.SOON).until(() -> counters.acknowledged() == 1);
        assertThat(heard.bodies()).containsExactly("one", "one");
        assertThat(counters.unsettled()).isEqualTo(1);
    }

    /** Also one for 5 sends as many as it likes if it is set up so. */
    @ParameterizedTest
    @EnumSource
    void aBrokerIsHeldBack(Protocol protocol) {
        Mosquitto broker = broker("max_inflight_messages 0");
        Heard heard = Heard.holding();
        link(heard, settings(broker.port()).protocol(protocol).inFlight(5));
        // more than one read of the socket brings
        String filling = "x".repeat(4000);
        List<String> bodies = bodies(0, 400).stream().map(n -> n + filling).toList();
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

        await().atMost(Heard.SOON).until(() -> counters.acknowledged() == bodies.size());
        assertThat(heard.bodies()).containsExactlyElementsOf(bodies);
    }

    @ParameterizedTest
    @EnumSource
    void speaksTlsWithACertificateOfItsOwn(Protocol protocol) {
        SelfSigned server = SelfSigned.make(folder, "server", "dns:localhost,ip:127.0.0.1");
        SelfSigned client = SelfSigned.make(folder, "client", "dns:client");
        Mosquitto broker = broker(
                "certfile " + server.certificate(),
                "keyfile " + server.key(),
                "cafile " + client.certificate(),
                "require_certificate true");
        Settings settings = settings(broker.port()).protocol(protocol).tls(server, Optional.of(client));
        Heard heard = Heard.settling();
        BrokerLink link = link(heard, settings);

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
        Mosquitto broker = broker(
                "certfile " + server.certificate(),
                "keyfile " + server.key(),
                "cafile " + other.certificate(),
                "require_certificate true");
        Settings plain = settings(broker.port());

        assertThat(troubleOf(plain.tls(other, Optional.empty())))
                .isEqualTo("its certificate is not trusted: name who signed it in ingest.mqtt.ca-file");
        assertThat(troubleOf(plain.tls(server, Optional.empty())))
                .startsWith(
                        "it wants a client certificate that it trusts: set ingest.mqtt.certificate and ingest.mqtt.key");
        assertThat(troubleOf(plain))
                .isEqualTo("it closed the connection without an answer; if it expects TLS there, use mqtts://");
    }

    @Test
    void saysThatACertificateIsForAnotherHost() {
        SelfSigned server = SelfSigned.make(folder, "server", "dns:other.example.org");
        Mosquitto broker =
                broker("allow_anonymous true", "certfile " + server.certificate(), "keyfile " + server.key());

        assertThat(troubleOf(settings(broker.port()).tls(server, Optional.empty())))
                .startsWith("its certificate is for another host than localhost");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNameAndPasswordAreMissingOrWrong(Protocol protocol) throws Exception {
        Path passwords = Files.writeString(folder.resolve("passwords"), "lab:" + PASSWORD + "\n");
        Mosquitto broker = broker("allow_anonymous false", "password_file " + passwords);
        Settings settings = settings(broker.port()).protocol(protocol);

        assertThat(troubleOf(settings))
                .isEqualTo("it wants a name and a password: set ingest.mqtt.username and ingest.mqtt.password");
        assertThat(troubleOf(settings.user("lab", "wrong")))
                .contains("check ingest.mqtt.username")
                .contains("ingest.mqtt.password");
    }

    /** Our own listener lets nobody subscribe but to commands, and ends the earlier of two with the reason. */
    @ParameterizedTest
    @EnumSource
    void saysThatItMayNotSubscribe(Protocol protocol) {
        int port = listener(_ -> false);

        assertThat(troubleOf(settings(port).protocol(protocol)))
                .startsWith("it does not let us subscribe (not authorised, or no such filter) to mycobrain/#");
    }

    /** A hash of nothing that anybody knows. */
    private static final String PASSWORD =
            "$7$101$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

    @Test
    void saysThatNobodyIsThere() {
        assertThat(troubleOf(settings(FreePort.find())))
                .startsWith("nobody listens at localhost port ")
                .endsWith("(connection refused)");
        assertThat(troubleOf(settings(1883).host("no-such-host.invalid")))
                .isEqualTo("the host no-such-host.invalid is unknown");
    }

    @Test
    void saysThatAnotherHasItsClientId() {
        int port = listener(_ -> true);
        BrokerLink first =
                link(Heard.settling(), settings(port).clientId("same").pauses(60_000, 60_000));

        link(Heard.settling(), settings(port).clientId("same"));

        await().atMost(Heard.SOON).until(() -> first.trouble().isPresent());
        assertThat(first.trouble().orElseThrow())
                .isEqualTo("somebody else has connected with the client id same: give each process its own"
                        + " ingest.mqtt.client-id");
    }

    @Test
    void guessesThatAnotherHasItsClientIdWhereTheBrokerDoesNotSay() {
        Mosquitto broker = broker();
        BrokerLink first =
                link(Heard.settling(), settings(broker.port()).clientId("same").pauses(60_000, 60_000));

        link(Heard.settling(), settings(broker.port()).clientId("same"));

        await().atMost(Heard.SOON).until(() -> first.trouble().isPresent());
        assertThat(first.trouble().orElseThrow()).contains("another process may use the client id same");
    }

    private int listener(Predicate<String> maySubscribe) {
        BoardListener listener = BoardListener.start(
                VERTX,
                new ListenerSettings(
                        new ListenAddress("localhost", 0),
                        Optional.empty(),
                        true,
                        10,
                        4096,
                        100,
                        10,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Optional.empty(),
                        maySubscribe),
                Heard.settling(),
                new LinkCounters());
        open.add(listener);
        return listener.port();
    }

    private Mosquitto broker(String... settings) {
        Mosquitto broker = settings.length == 0
                ? Mosquitto.start(folder)
                : Mosquitto.start(
                        folder,
                        settings[0].startsWith("max")
                                ? List.of("allow_anonymous true", settings[0])
                                : withAccess(settings));
        open.add(broker);
        return broker;
    }

    private static List<String> withAccess(String... settings) {
        List<String> lines = new ArrayList<>(List.of(settings));
        if (!settings[0].startsWith("allow")) {
            lines.add("allow_anonymous true");
        }
        return lines;
    }

    private Proxy proxy(Mosquitto broker) {
        Proxy proxy = new Proxy(broker.port());
        open.add(proxy);
        return proxy;
    }

    private BrokerLink link(Heard heard, Settings settings) {
        BrokerLink link = start(heard, settings);
        await().atMost(Heard.SOON).until(() -> link.trouble().isEmpty());
        return link;
    }

    private BrokerLink start(Heard heard, Settings settings) {
        BrokerLink link = BrokerLink.start(
                VERTX,
                settings.toBrokerSettings(),
                new Backoff(Duration.ofMillis(settings.firstPause()), Duration.ofMillis(settings.longestPause())),
                heard,
                counters);
        open.add(link);
        return link;
    }

    private String troubleOf(Settings settings) {
        BrokerLink link = start(Heard.settling(), settings);
        await().atMost(Heard.SOON)
                .until(() -> !link.trouble().orElse("not connected yet").equals("not connected yet"));
        String trouble = link.trouble().orElseThrow();
        link.close();
        return trouble;
    }

    private static void publish(Mosquitto broker, String... bodies) {
        try (RawClient board = new RawClient(broker.port(), 4)) {
            board.connect("board");
            for (int i = 0; i < bodies.length; i++) {
                board.publish(TOPIC, bodies[i], 1, i + 1, false);
                board.expect(RawClient.PUBACK);
            }
            board.disconnect();
        }
    }

    private static List<String> bodies(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static Settings settings(int port) {
        return new Settings(
                "localhost",
                port,
                Protocol.V5,
                "ingest",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                10,
                100,
                false,
                new BrokerSettings.Tls(Optional.empty(), Optional.empty(), Optional.empty()),
                50,
                500);
    }

    /** What the tests change of the settings. */
    private record Settings(
            String host,
            int port,
            Protocol protocol,
            String clientId,
            Optional<String> group,
            Optional<String> username,
            Optional<String> password,
            int keepAlive,
            int inFlight,
            boolean encrypted,
            BrokerSettings.Tls certificates,
            int firstPause,
            int longestPause) {

        Settings host(String changed) {
            return new Settings(
                    changed,
                    port,
                    protocol,
                    clientId,
                    group,
                    username,
                    password,
                    keepAlive,
                    inFlight,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings protocol(Protocol changed) {
            return new Settings(
                    host,
                    port,
                    changed,
                    clientId,
                    group,
                    username,
                    password,
                    keepAlive,
                    inFlight,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings clientId(String changed) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    changed,
                    group,
                    username,
                    password,
                    keepAlive,
                    inFlight,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings group(String changed) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    clientId,
                    Optional.of(changed),
                    username,
                    password,
                    keepAlive,
                    inFlight,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings user(String name, String secret) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    clientId,
                    group,
                    Optional.of(name),
                    Optional.of(secret),
                    keepAlive,
                    inFlight,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings keepAlive(int seconds) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    clientId,
                    group,
                    username,
                    password,
                    seconds,
                    inFlight,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings inFlight(int changed) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    clientId,
                    group,
                    username,
                    password,
                    keepAlive,
                    changed,
                    encrypted,
                    certificates,
                    firstPause,
                    longestPause);
        }

        Settings pauses(int first, int longest) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    clientId,
                    group,
                    username,
                    password,
                    keepAlive,
                    inFlight,
                    encrypted,
                    certificates,
                    first,
                    longest);
        }

        Settings tls(SelfSigned trusted, Optional<SelfSigned> own) {
            return new Settings(
                    host,
                    port,
                    protocol,
                    clientId,
                    group,
                    username,
                    password,
                    keepAlive,
                    inFlight,
                    true,
                    new BrokerSettings.Tls(
                            Optional.of(trusted.certificate()),
                            own.map(SelfSigned::certificate),
                            own.map(SelfSigned::key)),
                    firstPause,
                    longestPause);
        }

        BrokerSettings toBrokerSettings() {
            return new BrokerSettings(
                    new BrokerAddress(host, port, encrypted),
                    protocol,
                    clientId,
                    username,
                    password,
                    List.of("mycobrain/#"),
                    group,
                    Duration.ofSeconds(keepAlive),
                    inFlight,
                    Duration.ofHours(1),
                    4096,
                    Duration.ofSeconds(keepAlive == 1 ? 2 : 60),
                    Duration.ofSeconds(2),
                    certificates);
        }
    }
}
