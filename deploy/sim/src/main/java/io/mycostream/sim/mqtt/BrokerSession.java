package io.mycostream.sim.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.local.CannotStartException;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Truth;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallbackExtended;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * One client's session at a broker, MQTT 3.1.1. What the broker has not confirmed is sent again after a reconnection, which
 * the client library does; what it has confirmed is written down once.
 */
final class BrokerSession implements MqttCallbackExtended, AutoCloseable {

    private static final int MAX_IN_FLIGHT = 1_000;
    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final GatewaySettings settings;
    private final Truth truth;
    private final MqttAsyncClient client;
    private final MqttConnectOptions options = new MqttConnectOptions();
    private final Set<Long> unconfirmed = ConcurrentHashMap.newKeySet();
    private long nextAttempt;

    private BrokerSession(GatewaySettings settings, Truth truth) throws MqttException {
        this.settings = settings;
        this.truth = truth;
        client = new MqttAsyncClient(
                settings.broker().uri(), "mycobrain-sim-" + settings.deviceId(), new MemoryPersistence());
        client.setCallback(this);
        options.setCleanSession(false);
        options.setMaxInflight(MAX_IN_FLIGHT);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setConnectionTimeout((int) PATIENCE.toSeconds());
        options.setWill(settings.topic("status"), status("offline"), 1, false);
        settings.broker().user().ifPresent(options::setUserName);
        settings.broker().password().map(String::toCharArray).ifPresent(options::setPassword);
    }

    static BrokerSession connect(GatewaySettings settings, Truth truth) throws CannotStartException {
        try {
            BrokerSession session = new BrokerSession(settings, truth);
            session.client.connect(session.options).waitForCompletion(PATIENCE.toMillis());
            return session;
        } catch (MqttException e) {
            throw new CannotStartException("the broker at %s cannot be used: %s".formatted(settings.broker(), why(e)));
        }
    }

    private static String why(MqttException e) {
        return Optional.ofNullable(e.getCause())
                .map(Throwable::getMessage)
                .or(() -> Optional.ofNullable(e.getMessage()))
                .orElse("reason " + e.getReasonCode());
    }

    private static byte[] status(String word) {
        return "{\"status\": \"%s\"}".formatted(word).getBytes(UTF_8);
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Takes a message over, and writes it down. Returns false when there is no connection, or no room for it. */
    boolean publish(Entry.Published entry, byte[] body) {
        unconfirmed.add(entry.n());
        try {
            // the note stands first: the confirmation may come on another thread before publish returns
            synchronized (this) {
                client.publish(entry.topic(), body, entry.qos(), false, entry.n(), null);
                truth.note(entry);
            }
            return true;
        } catch (MqttException _) {
            unconfirmed.remove(entry.n());
            return false;
        }
    }

    /** Connects again when the connection is gone, with a pause between two attempts. */
    void tend() {
        if (client.isConnected() || System.nanoTime() - nextAttempt < 0) {
            return;
        }
        nextAttempt = System.nanoTime() + BETWEEN_ATTEMPTS.toNanos();
        try {
            client.connect(options).waitForCompletion(PATIENCE.toMillis());
        } catch (MqttException _) {
            // away still, or on its way already: the next attempt will tell
        }
    }

    /** Cuts the connection without a word, as a cable that is pulled does; the broker sends the will. */
    void cut() {
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException _) {
            // it was not connected
        }
        nextAttempt = 0;
    }

    @Override
    public void connectComplete(boolean reconnect, @Nullable String uri) {
        Thread.ofVirtual().name("sim greeting").start(this::greet);
    }

    /** On a thread of its own: the client library's may not wait for its own answers. */
    private void greet() {
        try {
            client.publish(settings.topic("status"), status("online"), 1, false);
            String[] topics = {
                settings.topic("commands"), "myca/devices/" + settings.deviceId() + "/cmd",
            };
            client.subscribe(topics, new int[] {1, 1});
        } catch (MqttException _) {
            // the connection is gone again; the next one greets
        }
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        // tend() sees it
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        String answer = Commands.answer(new String(message.getPayload(), UTF_8), truth);
        Thread.ofVirtual().name("sim answer").start(() -> {
            try {
                client.publish(settings.topic("response"), answer.getBytes(UTF_8), 1, false);
            } catch (MqttException _) {
                // whoever asked will ask again
            }
        });
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        if (token.getUserContext() instanceof Long n && settings.qos() > 0 && unconfirmed.remove(n)) {
            synchronized (this) {
                truth.note(new Entry.Confirmed(n));
            }
        }
    }

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.publish(settings.topic("status"), status("offline"), 1, false)
                        .waitForCompletion(PATIENCE.toMillis());
                client.disconnect(PATIENCE.toMillis()).waitForCompletion(PATIENCE.toMillis());
            } else {
                client.disconnectForcibly(0, 0, false);
            }
            client.close(true);
        } catch (MqttException _) {
            // it ends all the same
        }
    }
}
