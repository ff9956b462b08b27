package io.mycostream.ingest.link.mqtt;

import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.Mosquitto;
import io.mycostream.local.SelfSigned;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The brokers of one test and the links to them, which end with it. */
final class BrokerBench implements AutoCloseable {

    static final String TOPIC = "mycobrain/m1/telemetry";

    /** What all links of the test count. */
    final LinkCounters counters = new LinkCounters();

    private static final String NOT_YET = "not connected yet";

    private final Vertx vertx = Vertx.vertx();
    private final List<Runnable> endings = new ArrayList<>();
    private final Path folder;

    BrokerBench(Path folder) {
        this.folder = folder;
    }

    /** A Mosquitto with these lines in its configuration. It lets everybody in, unless they say who may come. */
    Mosquitto broker(String... settings) {
        boolean saysWhoMayCome = Stream.of(settings).anyMatch(line -> line.startsWith("allow_anonymous"));
        List<String> lines = new ArrayList<>(List.of(settings));
        if (!saysWhoMayCome) {
            lines.add("allow_anonymous true");
        }
        Mosquitto broker = Mosquitto.start(folder, lines);
        endings.add(broker::close);
        return broker;
    }

    Proxy proxy(Mosquitto broker) {
        Proxy proxy = new Proxy(broker.port());
        endings.add(proxy::close);
        return proxy;
    }

    /** Starts our own listener in the place of a broker, and returns its port. */
    int listener(Predicate<String> maySubscribe) {
        BoardListener listener = BoardListener.start(
                vertx,
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
        endings.add(listener::close);
        return listener.port();
    }

    /** Publishes as a board does, one after the other, each acknowledged by the broker. */
    static void publish(Mosquitto broker, String... bodies) {
        try (RawClient board = new RawClient(broker.port(), 4)) {
            board.connect("board");
            for (int i = 0; i < bodies.length; i++) {
                board.publish(TOPIC, bodies[i], 1, i + 1, false);
                board.expect(RawClient.PUBACK);
            }
            board.disconnect();
        }
    }

    /** Bodies that are told apart by a number, the last of them {@code to - 1}. */
    static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    /** A link to whatever listens at this port of this machine, to be started. */
    LinkPlan linkTo(int port) {
        return new LinkPlan(port);
    }

    @Override
    public void close() {
        endings.reversed().forEach(Runnable::run);
        vertx.close();
    }

    /** How a link is to be: in MQTT 5, alone, and unencrypted, where a test says nothing else. */
    final class LinkPlan {

        private final int port;
        private String host = "localhost";
        private boolean encrypted;
        private Protocol protocol = Protocol.V5;
        private String clientId = "ingest";
        private Optional<String> username = Optional.empty();
        private Optional<String> password = Optional.empty();
        private Optional<String> group = Optional.empty();
        private Duration keepAlive = Duration.ofSeconds(10);
        private Duration ackTimeout = Duration.ofSeconds(60);
        private int inFlight = 100;
        private BrokerSettings.Tls certificates =
                new BrokerSettings.Tls(Optional.empty(), Optional.empty(), Optional.empty());
        private Backoff pauses = new Backoff(Duration.ofMillis(50), Duration.ofMillis(500));

        private LinkPlan(int port) {
            this.port = port;
        }

        LinkPlan host(String other) {
            host = other;
            return this;
        }

        LinkPlan protocol(Protocol other) {
            protocol = other;
            return this;
        }

        LinkPlan clientId(String other) {
            clientId = other;
            return this;
        }

        LinkPlan user(String name, String secret) {
            username = Optional.of(name);
            password = Optional.of(secret);
            return this;
        }

        LinkPlan group(String name) {
            group = Optional.of(name);
            return this;
        }

        /** Asks after 1 s of silence whether the broker is there, and after 2 s again for what was not settled. */
        LinkPlan impatient() {
            keepAlive = Duration.ofSeconds(1);
            ackTimeout = Duration.ofSeconds(2);
            return this;
        }

        LinkPlan inFlight(int most) {
            inFlight = most;
            return this;
        }

        /** How long it waits before it connects again, in milliseconds. */
        LinkPlan pauses(int first, int longest) {
            pauses = new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest));
            return this;
        }

        /** Encrypted, without a certificate of ours. */
        LinkPlan trusting(SelfSigned broker) {
            return tls(broker, Optional.empty());
        }

        /** Encrypted, with a certificate of ours. */
        LinkPlan trusting(SelfSigned broker, SelfSigned own) {
            return tls(broker, Optional.of(own));
        }

        private LinkPlan tls(SelfSigned broker, Optional<SelfSigned> own) {
            encrypted = true;
            certificates = new BrokerSettings.Tls(
                    Optional.of(broker.certificate()), own.map(SelfSigned::certificate), own.map(SelfSigned::key));
            return this;
        }

        /** Starts it, and waits until it is connected. */
        BrokerLink connected(Heard heard) {
            BrokerLink link = start(heard);
            await().atMost(Heard.SOON).until(() -> link.trouble().isEmpty());
            return link;
        }

        /** Starts it, and returns what it says of its first attempt, which has to fail. */
        String trouble() {
            BrokerLink link = start(Heard.settling());
            await().atMost(Heard.SOON)
                    .until(() -> !link.trouble().orElse(NOT_YET).equals(NOT_YET));
            String trouble = link.trouble().orElseThrow();
            link.close();
            return trouble;
        }

        private BrokerLink start(Heard heard) {
            BrokerLink link = BrokerLink.start(
                    vertx,
                    new BrokerSettings(
                            new BrokerAddress(host, port, encrypted),
                            protocol,
                            clientId,
                            username,
                            password,
                            List.of("mycobrain/#"),
                            group,
                            keepAlive,
                            inFlight,
                            Duration.ofHours(1),
                            4096,
                            ackTimeout,
                            Duration.ofSeconds(2),
                            certificates),
                    pauses,
                    heard,
                    counters);
            endings.add(link::close);
            return link;
        }
    }
}
