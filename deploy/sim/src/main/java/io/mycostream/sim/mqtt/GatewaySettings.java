package io.mycostream.sim.mqtt;

import io.mycostream.sim.line.Faults;
import java.time.Duration;

/**
 * What one gateway computer publishes, and how.
 *
 * @param broker where to
 * @param prefix first level of its topics, {@code mycobrain} upstream
 * @param deviceId second level
 * @param form body of its readings
 * @param qos 0 or 1
 * @param rateHz messages with readings per second
 * @param heartbeat time between two heartbeats
 * @param faults of the faults those that a message can have: drop, repeat, flip, truncate, and unplug, which cuts the
 *     connection without a word, so that the broker sends the will; the others do nothing here
 * @param seed what makes its readings differ from another's
 */
public record GatewaySettings(
        BrokerAddress broker,
        String prefix,
        String deviceId,
        Form form,
        int qos,
        double rateHz,
        Duration heartbeat,
        Faults faults,
        long seed) {

    public GatewaySettings {
        if (qos != 0 && qos != 1) {
            throw new IllegalArgumentException("QoS is " + qos + ", expected 0 or 1");
        }
        if (!(rateHz > 0 && rateHz <= 100_000)) {
            throw new IllegalArgumentException("the rate is " + rateHz + ", expected more than 0 and at most 100000");
        }
        if (deviceId.isEmpty() || deviceId.matches(".*[/+#\\s].*")) {
            throw new IllegalArgumentException("the device id \"" + deviceId
                    + "\" cannot be a topic's level: it is empty or has one of / + # or a blank");
        }
    }

    /** Readings in a pack once a second at QoS 1, a heartbeat every 30 s, nothing going wrong. */
    public static GatewaySettings standard(BrokerAddress broker, String deviceId) {
        return new GatewaySettings(
                broker, "mycobrain", deviceId, Form.PACK, 1, 1, Duration.ofSeconds(30), Faults.none(), 1);
    }

    public GatewaySettings with(Form other, int otherQos, double otherRateHz) {
        return new GatewaySettings(broker, prefix, deviceId, other, otherQos, otherRateHz, heartbeat, faults, seed);
    }

    public GatewaySettings with(Faults some) {
        return new GatewaySettings(broker, prefix, deviceId, form, qos, rateHz, heartbeat, some, seed);
    }

    String topic(String leaf) {
        return prefix + '/' + deviceId + '/' + leaf;
    }
}
