package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.ingest.link.mqtt.BrokerAddress;
import io.mycostream.ingest.link.mqtt.BrokerSettings;
import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.mycostream.ingest.link.mqtt.ListenAddress;
import io.mycostream.ingest.link.mqtt.ListenerSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttSettingsTest {

    @Test
    void thereIsNoMqttUnlessItIsAskedFor() {
        IngestConfig.Mqtt mqtt = mqtt(Map.of());

        assertThat(MqttSettings.broker(mqtt)).isEmpty();
        assertThat(MqttSettings.listener(mqtt, _ -> true)).isEmpty();
    }

    @Test
    void anAddressIsEnoughForABroker() {
        BrokerSettings broker = MqttSettings.broker(mqtt(Map.of("ingest.mqtt.url", "mqtts://broker.lab")))
                .orElseThrow();

        assertThat(broker.address()).isEqualTo(new BrokerAddress("broker.lab", 8883, true));
        assertThat(broker.protocol()).isEqualTo(Protocol.V5);
        assertThat(broker.topics()).containsExactly("mycobrain/#");
        assertThat(broker.clientId()).startsWith("mycostream-").hasSizeGreaterThan("mycostream-".length());
    }

    @Test
    void topicsAndVersionAreTakenOver() {
        BrokerSettings broker = MqttSettings.broker(mqtt(Map.of(
                        "ingest.mqtt.url", "mqtt://[::1]:1884/",
                        "ingest.mqtt.version", "3.1.1",
                        "ingest.mqtt.topics", "mycobrain/#, natureos/devices/+/telemetry ,msh/#,+/a/+,#",
                        "ingest.mqtt.client-id", "lab-1")))
                .orElseThrow();

        assertThat(broker.address()).isEqualTo(new BrokerAddress("::1", 1884, false));
        assertThat(broker.protocol()).isEqualTo(Protocol.V3_1_1);
        assertThat(broker.topics())
                .isEqualTo(List.of("mycobrain/#", "natureos/devices/+/telemetry", "msh/#", "+/a/+", "#"));
        assertThat(broker.clientId()).isEqualTo("lab-1");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:1884, 127.0.0.1, 1884", "localhost, localhost, 1883", "[::1]:0, ::1, 0"})
    void onThisMachineAloneNobodyHasToSayWhoHeIs(String listen, String host, int port) {
        ListenerSettings listener = listener(Map.of("ingest.mqtt.listen", listen));

        assertThat(listener.address()).isEqualTo(new ListenAddress(host, port));
        assertThat(listener.anonymous()).isTrue();
    }

    @Test
    void elsewhereTheNameOfTheBrokerCountsUnlessThereIsAnother() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ingest.mqtt.listen", "0.0.0.0:1883", "ingest.mqtt.username", "lab", "ingest.mqtt.password", "one"));
        assertThat(listener(settings).credentials()).contains(new ListenerSettings.Credentials("lab", "one"));
        assertThat(listener(settings).anonymous()).isFalse();

        settings.put("ingest.mqtt.listener.username", "boards");
        settings.put("ingest.mqtt.listener.password", "two");
        assertThat(listener(settings).credentials()).contains(new ListenerSettings.Credentials("boards", "two"));

        settings.put("ingest.mqtt.listen", "127.0.0.1:1883");
        assertThat(listener(settings).anonymous())
                .as("names of its own are meant")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ingest.mqtt.url                      | http://x       | ingest.mqtt.url must be mqtt://host:port or mqtts://host:port: it begins with neither of them
                    ingest.mqtt.url                      | mqtt://a:b@x   | ingest.mqtt.url must be mqtt://host:port or mqtts://host:port: name and password have keys of their own
                    ingest.mqtt.url                      | mqtt://x/y     | ingest.mqtt.url must be mqtt://host:port or mqtts://host:port: something follows host and port
                    ingest.mqtt.url                      | mqtt://        | ingest.mqtt.url must be mqtt://host:port or mqtts://host:port: it cannot be read
                    ingest.mqtt.url                      | mqtt:x         | ingest.mqtt.url must be mqtt://host:port or mqtts://host:port: it names no host
                    ingest.mqtt.url                      | mqtt://x:0     | ingest.mqtt.url must be mqtt://host:port or mqtts://host:port: its port is not 1 to 65535
                    ingest.mqtt.version                  | 4              | ingest.mqtt.version must be 5 or 3.1.1: 4
                    ingest.mqtt.password                 | x              | ingest.mqtt.password is given without ingest.mqtt.username
                    ingest.mqtt.certificate              | x              | ingest.mqtt.certificate and ingest.mqtt.key belong together: one of them is missing
                    ingest.mqtt.ca-file                  | /no/such       | ingest.mqtt.ca-file cannot be read: /no/such
                    ingest.mqtt.keep-alive               | 0s             | ingest.mqtt.keep-alive must be 1 s to 18 h: PT0S
                    ingest.mqtt.in-flight                | 0              | ingest.mqtt.in-flight must be 1 to 65535: 0
                    ingest.mqtt.max-bytes                | 10             | ingest.mqtt.max-bytes must be 1024 to 268369456: 10
                    ingest.mqtt.session-expiry           | PT-1S          | ingest.mqtt.session-expiry must be 0 s to 68 years: PT-1S
                    ingest.mqtt.ack-timeout              | 0s             | ingest.mqtt.ack-timeout must be 1 s or longer: PT0S
                    ingest.mqtt.connect-timeout          | 0s             | ingest.mqtt.connect-timeout must be 1 s or longer: PT0S
                    ingest.mqtt.reconnect.first          | 0s             | ingest.mqtt.reconnect.first must be positive: PT0S
                    ingest.mqtt.reconnect.longest        | 1ms            | ingest.mqtt.reconnect.longest must not be shorter than ingest.mqtt.reconnect.first: PT0.001S < PT0.5S
                    ingest.mqtt.group                    | a/b            | ingest.mqtt.group must be a word without blanks, /, + and #: a/b
                    ingest.mqtt.topics                   | a/#/b          | ingest.mqtt.topics has a/#/b, expected filters like mycobrain/# (the group has a key of its own)
                    ingest.mqtt.topics                   | $share/g/a     | ingest.mqtt.topics has $share/g/a, expected filters like mycobrain/# (the group has a key of its own)
                    ingest.mqtt.listen                   | 0.0.0.0:1883   | ingest.mqtt.listen is 0.0.0.0:1883, which other machines reach: set ingest.mqtt.listener.username and ingest.mqtt.listener.password, or listen at 127.0.0.1
                    ingest.mqtt.listen                   | 127.0.0.1:x    | ingest.mqtt.listen must be host:port with a port up to 65535: 127.0.0.1:x
                    ingest.mqtt.listener.username        | x              | ingest.mqtt.listener.username and ingest.mqtt.listener.password belong together: one of them is missing
                    ingest.mqtt.listener.certificate     | x              | ingest.mqtt.listener.certificate and ingest.mqtt.listener.key belong together: one of them is missing
                    ingest.mqtt.listener.max-clients     | 0              | ingest.mqtt.listener.max-clients must be at least 1: 0
                    ingest.mqtt.listener.rate            | 0              | ingest.mqtt.listener.rate must be at least 1: 0
                    ingest.mqtt.listener.in-flight       | 0              | ingest.mqtt.listener.in-flight must be 1 to 65535: 0
                    ingest.mqtt.listener.connect-timeout | 0s             | ingest.mqtt.listener.connect-timeout must be 1 s or longer: PT0S
                    """)
    void saysInOneLineWhatMakesNoSense(String key, String value, String message) {
        Map<String, String> settings =
                new HashMap<>(Map.of("ingest.mqtt.url", "mqtt://localhost", "ingest.mqtt.listen", "127.0.0.1:1883"));
        settings.put(key, value);

        assertThatThrownBy(() -> ConfigCheck.check(ConfigCheckTest.config(settings)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    private static ListenerSettings listener(Map<String, String> settings) {
        Optional<ListenerSettings> listener = MqttSettings.listener(mqtt(settings), _ -> true);
        return listener.orElseThrow();
    }

    private static IngestConfig.Mqtt mqtt(Map<String, String> settings) {
        return ConfigCheckTest.config(settings).mqtt();
    }
}
