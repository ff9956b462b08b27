package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import io.mycostream.ingest.link.mqtt.ListenerSettings.Credentials;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.vertx.mqtt.MqttAuth;
import io.vertx.mqtt.MqttEndpoint;
import java.security.MessageDigest;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Who may enter the listener, and what is said to those who may not. Belongs to the listener's event loop. */
final class Door {

    private static final Logger LOG = Logger.getLogger(Door.class);

    private static final int MQTT_5 = 5;

    /** A password that somebody tries all the time is in the log once in this while. */
    private static final long LOG_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final ListenerSettings settings;
    private final LinkCounters counters;
    private long nextRefusalLog = System.nanoTime();

    Door(ListenerSettings settings, LinkCounters counters) {
        this.settings = settings;
        this.counters = counters;
    }

    /**
     * Lets a client in, or refuses it.
     *
     * @param hasRoom whether one more may be connected
     */
    boolean admits(MqttEndpoint endpoint, boolean hasRoom) {
        if (!mayEnter(endpoint.auth())) {
            refuse(
                    endpoint,
                    Refusal.CREDENTIALS,
                    isMqtt5(endpoint)
                            ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                            : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
            return false;
        }
        if (!hasRoom) {
            refuse(
                    endpoint,
                    Refusal.CLIENTS,
                    isMqtt5(endpoint)
                            ? MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED
                            : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
            return false;
        }
        return true;
    }

    /** Refuses a client because the service ends. */
    static void isClosed(MqttEndpoint endpoint) {
        endpoint.reject(
                isMqtt5(endpoint)
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5
                        : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
    }

    private void refuse(MqttEndpoint endpoint, Refusal refusal, MqttConnectReturnCode code) {
        counters.refuse(refusal);
        long now = System.nanoTime();
        if (now - nextRefusalLog >= 0) {
            nextRefusalLog = now + LOG_PAUSE_NANOS;
            LOG.warnf(
                    "mqtt client refused reason=%s from=%s, see ingest.mqtt.listener",
                    refusal.label(), endpoint.remoteAddress());
        }
        endpoint.reject(code);
    }

    private static boolean isMqtt5(MqttEndpoint endpoint) {
        return endpoint.protocolVersion() >= MQTT_5;
    }

    private boolean mayEnter(@Nullable MqttAuth said) {
        if (said == null) {
            return settings.anonymous();
        }
        if (settings.credentials().isEmpty()) {
            return settings.anonymous();
        }
        Credentials expected = settings.credentials().get();
        // both, and in constant time: how long a refusal takes says nothing about what was right
        boolean username = equal(expected.username(), said.getUsername());
        boolean password = equal(expected.password(), said.getPassword());
        return username && password;
    }

    private static boolean equal(String expected, @Nullable String said) {
        return MessageDigest.isEqual(
                expected.getBytes(UTF_8), String.valueOf(said).getBytes(UTF_8));
    }
}
