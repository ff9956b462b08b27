package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Protocol;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubAckMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttVersion;

/** The packets that a client sends to a broker, in both versions of MQTT. */
final class Packets {

    /** What a packet has around its body: header, topic, properties. */
    private static final int AROUND_A_BODY = 66_000;

    private static final String SHARED = "$share/";
    private static final String MESHTASTIC = "msh/";

    private Packets() {}

    /** The session is kept by the broker, so that what comes while we are away waits there. */
    static MqttMessage connect(BrokerSettings settings) {
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(settings.protocol() == Protocol.V5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                .clientId(settings.clientId())
                .cleanSession(false)
                .keepAlive((int) settings.keepAlive().toSeconds());
        settings.username().ifPresent(connect::username);
        settings.password().ifPresent(password -> connect.password(password.getBytes(UTF_8)));
        if (settings.protocol() == Protocol.V5) {
            MqttProperties properties = new MqttProperties();
            add(properties, MqttPropertyType.SESSION_EXPIRY_INTERVAL, (int)
                    settings.sessionExpiry().toSeconds());
            add(properties, MqttPropertyType.RECEIVE_MAXIMUM, settings.inFlight());
            add(properties, MqttPropertyType.MAXIMUM_PACKET_SIZE, settings.maxBytes() + AROUND_A_BODY);
            connect.properties(properties);
        }
        return connect.build();
    }

    private static void add(MqttProperties properties, MqttPropertyType property, int value) {
        properties.add(new MqttProperties.IntegerProperty(property.value(), value));
    }

    static MqttMessage subscribe(BrokerSettings settings, int packetId) {
        MqttMessageBuilders.SubscribeBuilder subscribe =
                MqttMessageBuilders.subscribe().messageId(packetId);
        for (String filter : settings.filters()) {
            MqttQoS level = levelOf(filter);
            if (settings.protocol() == Protocol.V5) {
                // what the broker keeps for late subscribers is news once, not at every reconnection
                RetainedHandlingPolicy kept = RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS;
                subscribe.addSubscription(filter, new MqttSubscriptionOption(level, false, false, kept));
            } else {
                subscribe.addSubscription(level, filter);
            }
        }
        return subscribe.build();
    }

    /**
     * Meshtastic networks send at QoS 0 and repeat themselves. Asked for at QoS 1, a packet that waits for Redis would hold up
     * the acknowledgements of all measurements behind it, which are safe on disk meanwhile.
     */
    private static MqttQoS levelOf(String filter) {
        // $share/<group>/<topics>
        String topics = filter.startsWith(SHARED) ? filter.substring(filter.indexOf('/', SHARED.length()) + 1) : filter;
        return topics.startsWith(MESHTASTIC) ? MqttQoS.AT_MOST_ONCE : MqttQoS.AT_LEAST_ONCE;
    }

    static MqttMessage publish(String topic, byte[] body, int packetId) {
        return MqttMessageBuilders.publish()
                .topicName(topic)
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(packetId)
                .payload(Unpooled.wrappedBuffer(body))
                .build();
    }

    static MqttMessage acknowledge(int packetId) {
        return new MqttPubAckMessage(header(MqttMessageType.PUBACK), MqttMessageIdVariableHeader.from(packetId));
    }

    static MqttMessage ping() {
        return new MqttMessage(header(MqttMessageType.PINGREQ));
    }

    static MqttMessage disconnect() {
        return new MqttMessage(header(MqttMessageType.DISCONNECT));
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
