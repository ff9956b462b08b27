package io.mycostream.ingest.link.mqtt;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client of the listener, from when it is let in to its end. Belongs to the listener's event loop. */
final class BoardConnection {

    /** What the listener hears of a connection. */
    interface Owner {

        void received(Delivery delivery, byte[] body);

        /** It is over; comes once. */
        void ended(BoardConnection connection, String reason);
    }

    private static final int MQTT_5 = 5;

    /** Answers are short: what a client of any use has not read fits into the buffers of the system. */
    private static final int MOST_UNREAD_TICKS = 2;

    private static final long FAREWELL_SECONDS = 1;

    private final MqttEndpoint endpoint;
    private final ListenerSettings settings;
    private final Owner owner;
    private final LinkCounters counters;
    private final Optional<Channel> channel;
    private final AckQueue acks;
    private final PublishRate rate;
    private final Subscriptions subscriptions;
    /** Packet ids of QoS 2 messages that were handed on and are not released yet. */
    private final Set<Integer> unreleased = new HashSet<>();

    private final Map<Integer, CompletableFuture<Boolean>> published = new HashMap<>();
    private @Nullable String reason;
    private boolean tookLeave;

    /** For how many ticks more is to be sent than the network takes. */
    private int unread;

    private boolean ended;
    private long heardAt = System.nanoTime();

    BoardConnection(
            MqttEndpoint endpoint, ListenerSettings settings, Owner owner, LinkCounters counters, Executor eventLoop) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.owner = owner;
        this.counters = counters;
        this.channel = EndpointChannel.of(endpoint);
        this.acks = new AckQueue(eventLoop, new Outlet(), counters);
        this.subscriptions = new Subscriptions(endpoint, settings.maySubscribe(), counters);
        this.rate = new PublishRate(settings.ratePerSecond(), System.nanoTime());
    }

    String client() {
        return endpoint.clientIdentifier();
    }

    /** Lets the client in. */
    void open() {
        endpoint.publishAutoAck(false);
        endpoint.subscriptionAutoAck(false);
        endpoint.publishHandler(this::received);
        endpoint.publishReleaseHandler(this::released);
        endpoint.subscribeHandler(subscriptions::subscribe);
        endpoint.unsubscribeHandler(subscriptions::unsubscribe);
        endpoint.publishAcknowledgeHandler(this::acknowledged);
        endpoint.pingHandler(_ -> heardAt = System.nanoTime());
        endpoint.disconnectMessageHandler(
                message -> tookLeave = message.code() != MqttDisconnectReasonCode.WITH_WILL_MESSAGE);
        endpoint.exceptionHandler(this::failed);
        endpoint.closeHandler(_ -> closed());
        endpoint.accept(false, properties());
    }

    private void failed(Throwable failure) {
        if (failure instanceof IOException) {
            // a connection that is reset has ended without a word too
            reason = "the connection was lost: " + failure.getMessage();
            if (endpoint.isConnected()) {
                endpoint.close();
            }
            closed();
        } else {
            counters.refuse(Refusal.PROTOCOL);
            end(
                    "it sent something that cannot be read: " + failure.getMessage(),
                    MqttDisconnectReasonCode.MALFORMED_PACKET);
        }
    }

    private MqttProperties properties() {
        if (endpoint.protocolVersion() < MQTT_5) {
            return MqttProperties.NO_PROPERTIES;
        }
        MqttProperties properties = new MqttProperties();
        add(properties, MqttProperties.MqttPropertyType.RECEIVE_MAXIMUM, Math.min(settings.inFlight(), 0xFFFF));
        add(properties, MqttProperties.MqttPropertyType.MAXIMUM_PACKET_SIZE, settings.maxBytes());
        add(properties, MqttProperties.MqttPropertyType.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
        add(properties, MqttProperties.MqttPropertyType.SHARED_SUBSCRIPTION_AVAILABLE, 0);
        properties.add(new MqttProperties.StringProperty(
                MqttProperties.MqttPropertyType.ASSIGNED_CLIENT_IDENTIFIER.value(), client()));
        return properties;
    }

    private static void add(MqttProperties properties, MqttProperties.MqttPropertyType type, int value) {
        properties.add(new MqttProperties.IntegerProperty(type.value(), value));
    }

    private void received(MqttPublishMessage message) {
        heardAt = System.nanoTime();
        counters.receive();
        if (!rate.take(heardAt)) {
            counters.refuse(Refusal.RATE);
            end(
                    "it published more than " + settings.ratePerSecond() + " messages in a second",
                    MqttDisconnectReasonCode.MESSAGE_RATE_TOO_HIGH);
            return;
        }
        int qos = message.qosLevel().value();
        if (hasTooMuchUnderWay(qos, message.messageId())) {
            counters.refuse(Refusal.IN_FLIGHT);
            end(
                    "it has more than " + settings.inFlight() + " unacknowledged messages under way",
                    MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
            return;
        }
        if (qos == 2 && !unreleased.add(message.messageId())) {
            // it was handed on when it came first; what is missing is our word that it did
            acks.received(message.messageId(), qos).settle();
            return;
        }
        Runnable settled = qos == 0 ? () -> {} : acks.received(message.messageId(), qos)::settle;
        owner.received(
                new Delivery(
                        client(),
                        message.topicName(),
                        qos == 0 ? 0 : message.messageId(),
                        message.isDup(),
                        false,
                        settled),
                message.payload().getBytes());
    }

    /** A message at QoS 2 is under way until it is released: its packet id has to be remembered as long. */
    private boolean hasTooMuchUnderWay(int qos, int packetId) {
        return (qos > 0 && acks.size() >= settings.inFlight())
                || (qos == 2 && unreleased.size() >= settings.inFlight() && !unreleased.contains(packetId));
    }

    private void released(int packetId) {
        unreleased.remove(packetId);
        endpoint.publishComplete(packetId);
    }

    boolean listensTo(String topic) {
        return subscriptions.contain(topic);
    }

    CompletableFuture<Boolean> publish(String topic, byte[] body) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        if (ended || !endpoint.isConnected() || published.size() >= settings.inFlight()) {
            outcome.complete(false);
            return outcome;
        }
        endpoint.publish(topic, Buffer.buffer(body), MqttQoS.AT_LEAST_ONCE, false, false);
        published.put(endpoint.lastMessageId(), outcome);
        return outcome;
    }

    private void acknowledged(int packetId) {
        CompletableFuture<Boolean> waiting = published.remove(packetId);
        if (waiting != null) {
            waiting.complete(true);
        }
    }

    /** Ends a client that waits for an acknowledgement for too long, or does not read those it gets. */
    void tick() {
        unread = channel.isEmpty() || channel.get().isWritable() ? 0 : unread + 1;
        if (unread > MOST_UNREAD_TICKS) {
            counters.refuse(Refusal.IN_FLIGHT);
            end("it does not read what it is answered", MqttDisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
        } else if (acks.oldestNanos() > settings.ackTimeout().toNanos()) {
            counters.giveUpWaiting();
            end(
                    "a message was not safe within " + settings.ackTimeout().toSeconds() + " s, it is to be sent again",
                    MqttDisconnectReasonCode.SERVER_BUSY);
        }
    }

    /** Ends it for a reason that clients of MQTT 5 are told. */
    void end(String why, MqttDisconnectReasonCode code) {
        if (ended) {
            return;
        }
        reason = why;
        if (endpoint.isConnected()) {
            endpoint.disconnect(code, MqttProperties.NO_PROPERTIES);
        }
        channel.ifPresent(BoardConnection::letGo);
        closed();
    }

    /** The farewell waits for a client to read what was sent before. One that does not could go on sending for ever. */
    private static void letGo(Channel open) {
        if (open.isWritable()) {
            var _ = open.eventLoop().schedule(() -> cut(open), FAREWELL_SECONDS, TimeUnit.SECONDS);
        } else {
            cut(open);
        }
    }

    /** Past the handler of Vert.x, which would write everything first. */
    private static void cut(Channel open) {
        if (open.isOpen()) {
            // what is not read is thrown away: the system would hold on to it, and to the connection, for minutes
            open.config().setOption(ChannelOption.SO_LINGER, 0);
            open.pipeline().firstContext().close();
        }
    }

    private void closed() {
        if (ended) {
            return;
        }
        ended = true;
        acks.close();
        List.copyOf(published.values()).forEach(waiting -> waiting.complete(false));
        published.clear();
        MqttWill will = endpoint.will();
        if (!tookLeave && will != null && will.isWillFlag()) {
            byte[] body = will.getWillMessageBytes();
            owner.received(
                    new Delivery(client(), will.getWillTopic(), 0, false, false, () -> {}),
                    body == null ? new byte[0] : body);
        }
        owner.ended(this, why());
    }

    private String why() {
        if (reason != null) {
            return reason;
        }
        long silence = System.nanoTime() - heardAt;
        boolean silent =
                endpoint.keepAliveTimeSeconds() > 0 && silence > endpoint.keepAliveTimeSeconds() * 1_400_000_000L;
        return tookLeave ? "it took leave" : silent ? "nothing was heard of it any more" : "the connection was lost";
    }

    private final class Outlet implements AckQueue.Outlet {

        @Override
        public void write(int packetId, int qos) {
            if (!endpoint.isConnected()) {
                return;
            }
            if (qos == 2) {
                endpoint.publishReceived(packetId);
            } else if (channel.isPresent()) {
                channel.get().write(Packets.acknowledge(packetId));
            } else {
                endpoint.publishAcknowledge(packetId);
            }
        }

        @Override
        public void flush() {
            // without the channel the endpoint has sent each of them already
            channel.ifPresent(Channel::flush);
        }
    }
}
