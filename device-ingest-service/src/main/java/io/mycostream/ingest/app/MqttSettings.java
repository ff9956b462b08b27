package io.mycostream.ingest.app;

import io.mycostream.ingest.link.mqtt.BrokerAddress;
import io.mycostream.ingest.link.mqtt.BrokerSettings;
import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.ingest.link.mqtt.ListenAddress;
import io.mycostream.ingest.link.mqtt.ListenerSettings;
import io.mycostream.ingest.link.mqtt.ListenerSettings.Credentials;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes what the MQTT links want to know from what the operator set, or says in one line why that makes no sense. */
final class MqttSettings {

    private static final String ROOT = "ingest.mqtt.";
    private static final int MOST_IN_FLIGHT = 0xFFFF;
    private static final int LEAST_BYTES = 1024;
    private static final int MOST_BYTES = 1 << 28;
    private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(0xFFFF);

    /** What a packet may have around its body: topic and properties. */
    private static final int AROUND_A_BODY = 66_000;

    private MqttSettings() {}

    /**
     * The broker to be a client of; empty when there is none.
     *
     * @throws ConfigurationException naming the key, what was seen and what was expected
     */
    static Optional<BrokerSettings> broker(IngestConfig.Mqtt mqtt) {
        check(mqtt);
        return mqtt.url()
                .map(url -> new BrokerSettings(
                        parsed("url", url, BrokerAddress::parse),
                        mqtt.version().equals("5") ? Protocol.V5 : Protocol.V3_1_1,
                        mqtt.clientId().orElseGet(MqttSettings::clientId),
                        mqtt.username(),
                        mqtt.password(),
                        topics(mqtt),
                        mqtt.group(),
                        mqtt.keepAlive(),
                        mqtt.inFlight(),
                        mqtt.sessionExpiry(),
                        mqtt.maxBytes(),
                        mqtt.ackTimeout(),
                        mqtt.connectTimeout(),
                        new BrokerSettings.Tls(
                                file("ca-file", mqtt.caFile()),
                                file("certificate", mqtt.certificate()),
                                file("key", mqtt.key()))));
    }

    private static void check(IngestConfig.Mqtt mqtt) {
        require(
                mqtt.version().equals("5") || mqtt.version().equals("3.1.1"),
                "version must be 5 or 3.1.1: " + mqtt.version());
        require(!mqtt.prefix().isBlank(), "prefix must not be blank");
        require(
                mqtt.password().isEmpty() || mqtt.username().isPresent(),
                "password is given without " + ROOT + "username");
        require(
                mqtt.certificate().isPresent() == mqtt.key().isPresent(),
                "certificate and " + ROOT + "key belong together: one of them is missing");
        require(
                mqtt.keepAlive().compareTo(Duration.ofSeconds(1)) >= 0
                        && mqtt.keepAlive().compareTo(LONGEST_KEEP_ALIVE) <= 0,
                "keep-alive must be 1 s to 18 h: " + mqtt.keepAlive());
        inRange("in-flight", mqtt.inFlight(), 1, MOST_IN_FLIGHT);
        inRange("max-bytes", mqtt.maxBytes(), LEAST_BYTES, MOST_BYTES - AROUND_A_BODY);
        require(
                !mqtt.sessionExpiry().isNegative() && mqtt.sessionExpiry().toSeconds() < Integer.MAX_VALUE,
                "session-expiry must be 0 s to 68 years: " + mqtt.sessionExpiry());
        atLeastASecond("ack-timeout", mqtt.ackTimeout());
        atLeastASecond("connect-timeout", mqtt.connectTimeout());
        require(
                mqtt.reconnect().first().isPositive(),
                "reconnect.first must be positive: " + mqtt.reconnect().first());
        require(
                mqtt.reconnect().longest().compareTo(mqtt.reconnect().first()) >= 0,
                "reconnect.longest must not be shorter than " + ROOT + "reconnect.first: "
                        + mqtt.reconnect().longest() + " < " + mqtt.reconnect().first());
        mqtt.group()
                .ifPresent(group -> require(
                        group.matches("[^/+#\\s]+"), "group must be a word without blanks, /, + and #: " + group));
        topics(mqtt)
                .forEach(topic -> require(
                        topic.matches("([^+#]*|\\+)(/([^+#/]*|\\+))*(/#)?|#") && !topic.startsWith("$share/"),
                        "topics has " + topic
                                + ", expected filters like mycobrain/# (the group has a key of its own)"));
    }

    private static List<String> topics(IngestConfig.Mqtt mqtt) {
        return mqtt.topics().orElseGet(() -> List.of(mqtt.prefix().replaceAll("^/+|/+$", "") + "/#"));
    }

    /**
     * Where boards may connect; empty when nowhere.
     *
     * @param maySubscribe which topics they may listen to
     * @throws ConfigurationException naming the key, what was seen and what was expected
     */
    static Optional<ListenerSettings> listener(IngestConfig.Mqtt mqtt, Predicate<String> maySubscribe) {
        return mqtt.listen()
                .map(listen -> listener(mqtt, parsed("listen", listen, ListenAddress::parse), maySubscribe));
    }

    private static ListenerSettings listener(
            IngestConfig.Mqtt mqtt, ListenAddress address, Predicate<String> maySubscribe) {
        IngestConfig.Listener listener = mqtt.listener();
        require(
                listener.username().isPresent() == listener.password().isPresent(),
                "listener.username and " + ROOT + "listener.password belong together: one of them is missing");
        require(
                listener.certificate().isPresent() == listener.key().isPresent(),
                "listener.certificate and " + ROOT + "listener.key belong together: one of them is missing");
        Optional<Credentials> credentials = listener.username()
                .flatMap(name -> listener.password().map(password -> new Credentials(name, password)))
                .or(() -> mqtt.username()
                        .flatMap(name -> mqtt.password().map(password -> new Credentials(name, password))));
        require(
                credentials.isPresent() || address.isLoopback(),
                "listen is " + address + ", which other machines reach: set " + ROOT + "listener.username and " + ROOT
                        + "listener.password, or listen at 127.0.0.1");
        inRange("listener.max-clients", listener.maxClients(), 1, Integer.MAX_VALUE);
        inRange("listener.rate", listener.rate(), 1, Integer.MAX_VALUE);
        inRange("listener.in-flight", listener.inFlight(), 1, MOST_IN_FLIGHT);
        atLeastASecond("listener.connect-timeout", listener.connectTimeout());
        return new ListenerSettings(
                address,
                credentials,
                address.isLoopback() && listener.username().isEmpty(),
                listener.maxClients(),
                mqtt.maxBytes() + AROUND_A_BODY,
                listener.rate(),
                listener.inFlight(),
                listener.connectTimeout(),
                mqtt.ackTimeout(),
                file("listener.certificate", listener.certificate())
                        .flatMap(certificate -> file("listener.key", listener.key())
                                .map(key -> new ListenerSettings.Tls(certificate, key))),
                maySubscribe);
    }

    private static <T> T parsed(String key, String value, Function<String, T> parser) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ROOT + key + ' ' + e.getMessage());
        }
    }

    private static Optional<Path> file(String key, Optional<String> name) {
        Optional<Path> file = name.map(Path::of);
        file.ifPresent(path -> require(Files.isReadable(path), key + " cannot be read: " + path));
        return file;
    }

    private static void atLeastASecond(String key, Duration time) {
        require(time.compareTo(Duration.ofSeconds(1)) >= 0, key + " must be 1 s or longer: " + time);
    }

    private static void inRange(String key, int value, int least, int most) {
        require(
                value >= least && value <= most,
                key + " must be " + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most) + ": "
                        + value);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ConfigurationException(ROOT + otherwise);
        }
    }

    /** No other client of the broker may have it: one that takes the same id puts the other out. */
    private static String clientId() {
        return "mycostream-"
                + ThisMachine.name()
                        .orElseThrow(() -> new ConfigurationException(
                                "this machine's name is unknown: set " + ROOT + "client-id"));
    }
}
