package io.mycostream.ingest.link.mqtt;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The topics that one client of the listener hears. Belongs to the listener's event loop. */
final class Subscriptions {

    private static final int MQTT_5 = 5;

    /** A gateway computer may speak for several boards, but not for this many. */
    private static final int MOST = 256;

    private final MqttEndpoint endpoint;
    private final Predicate<String> maySubscribe;
    private final LinkCounters counters;
    private final Set<String> topics = new HashSet<>();

    Subscriptions(MqttEndpoint endpoint, Predicate<String> maySubscribe, LinkCounters counters) {
        this.endpoint = endpoint;
        this.maySubscribe = maySubscribe;
        this.counters = counters;
    }

    boolean contain(String topic) {
        return topics.contains(topic);
    }

    void subscribe(MqttSubscribeMessage message) {
        List<MqttSubAckReasonCode> codes = new ArrayList<>();
        List<MqttQoS> levels = new ArrayList<>();
        for (MqttTopicSubscription wanted : message.topicSubscriptions()) {
            boolean granted = maySubscribe.test(wanted.topicName())
                    && (topics.size() < MOST || topics.contains(wanted.topicName()));
            if (granted) {
                topics.add(wanted.topicName());
            } else {
                counters.refuse(Refusal.SUBSCRIPTION);
            }
            codes.add(granted ? MqttSubAckReasonCode.GRANTED_QOS1 : MqttSubAckReasonCode.NOT_AUTHORIZED);
            levels.add(granted ? MqttQoS.AT_LEAST_ONCE : MqttQoS.FAILURE);
        }
        if (endpoint.protocolVersion() >= MQTT_5) {
            endpoint.subscribeAcknowledge(message.messageId(), codes, MqttProperties.NO_PROPERTIES);
        } else {
            endpoint.subscribeAcknowledge(message.messageId(), levels);
        }
    }

    void unsubscribe(MqttUnsubscribeMessage message) {
        message.topics().forEach(topics::remove);
        endpoint.unsubscribeAcknowledge(
                message.messageId(),
                message.topics().stream()
                        .map(_ -> MqttUnsubAckReasonCode.SUCCESS)
                        .toList(),
                MqttProperties.NO_PROPERTIES);
    }
}
