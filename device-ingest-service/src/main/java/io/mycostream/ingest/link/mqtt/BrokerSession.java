package io.mycostream.ingest.link.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One connection to a broker, from our first packet to its end. Belongs to its event loop. */
final class BrokerSession {

    /** What the owner of a session hears. */
    interface Owner {

        /**
         * The broker has let us in.
         *
         * @param resumed whether it has kept a session for us, with what came meanwhile
         * @param keepAlive how often it wants to hear of us
         */
        void welcomed(boolean resumed, Duration keepAlive);

        /** Some or all of our subscriptions are in force. */
        void subscribed(List<String> refused);

        void received(Delivery delivery, byte[] body);

        /** It is over; comes once. */
        void ended(String reason);
    }

    /**
     * A packet that is larger than this ends the connection. Larger bodies than wanted are read up to here, so that they can be
     * acknowledged: a broker for 3.1.1 would bring them again and again.
     */
    private static final int LEAST_PACKET_LIMIT = 16 << 20;

    private static final long SOON_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int SUBSCRIBE_ID = 1;
    private static final int FAILURE = 0x80;

    private final BrokerSettings settings;
    private final BrokerTrouble trouble;
    private final NetSocketInternal socket;
    private final ChannelHandlerContext channel;
    private final Owner owner;
    private final LinkCounters counters;
    private final AckQueue acks;
    private final Map<Integer, CompletableFuture<Boolean>> published = new HashMap<>();
    private final long begun = System.nanoTime();
    private int lastPublishId = SUBSCRIBE_ID;
    private long heardAt = begun;
    private Duration keepAlive;
    private boolean welcomed;
    private boolean subscribed;
    private boolean paused;
    private boolean ended;

    BrokerSession(BrokerSettings settings, NetSocketInternal socket, Owner owner, LinkCounters counters) {
        this.settings = settings;
        this.keepAlive = settings.keepAlive();
        this.trouble = new BrokerTrouble(settings);
        this.socket = socket;
        this.channel = socket.channelHandlerContext();
        this.owner = owner;
        this.counters = counters;
        this.acks = new AckQueue(channel.executor(), new Outlet(), counters);
    }

    /** Introduces us. */
    void open() {
        int most = Math.max(LEAST_PACKET_LIMIT, settings.maxBytes());
        channel.pipeline()
                .addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE)
                .addBefore("handler", "mqttDecoder", new MqttDecoder(most));
        socket.messageHandler(this::take);
        // a connection that is reset has ended without a word too
        socket.exceptionHandler(
                failure -> end(failure instanceof SocketException ? ofSilentEnd() : trouble.of(failure)));
        socket.closeHandler(_ -> end(ofSilentEnd()));
        send(Packets.connect(settings));
    }

    private void take(Object message) {
        heardAt = System.nanoTime();
        try {
            if (message instanceof MqttMessage packet && !ended) {
                take(packet);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(MqttMessage packet) {
        if (packet.decoderResult().isFailure()) {
            end("it sent something that cannot be read: "
                    + packet.decoderResult().cause().getMessage());
            return;
        }
        switch (packet) {
            case MqttConnAckMessage answer -> answered(answer.variableHeader().connectReturnCode(), answer);
            case MqttPublishMessage publish -> received(publish);
            case MqttSubAckMessage answer -> subscribed(answer.payload().reasonCodes());
            default -> takeOther(packet);
        }
    }

    private void takeOther(MqttMessage packet) {
        if (packet.fixedHeader().messageType() == MqttMessageType.PUBACK
                && packet.variableHeader() instanceof MqttMessageIdVariableHeader header) {
            int code = header instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() & 0xFF : 0;
            CompletableFuture<Boolean> waiting = published.remove(header.messageId());
            if (waiting != null) {
                waiting.complete(code < FAILURE);
            }
        } else if (packet.fixedHeader().messageType() == MqttMessageType.DISCONNECT) {
            end(
                    packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                            ? trouble.of(MqttReasonCodes.Disconnect.valueOf(header.reasonCode()))
                            : ofSilentEnd());
        }
    }

    private void answered(MqttConnectReturnCode code, MqttConnAckMessage answer) {
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            end(trouble.of(code));
            return;
        }
        welcomed = true;
        keepAlive = granted(answer);
        owner.welcomed(answer.variableHeader().isSessionPresent(), keepAlive);
        send(Packets.subscribe(settings, SUBSCRIBE_ID));
    }

    /** A broker for 5 may want to hear of us more often than we offered ([MQTT-3.2.2-21]); 0 is as often as we like. */
    private Duration granted(MqttConnAckMessage answer) {
        MqttProperties.MqttProperty<?> wanted = answer.variableHeader()
                .properties()
                .getProperty(MqttProperties.MqttPropertyType.SERVER_KEEP_ALIVE.value());
        return wanted != null && wanted.value() instanceof Integer seconds && seconds > 0
                ? Duration.ofSeconds(seconds)
                : settings.keepAlive();
    }

    private void subscribed(List<Integer> codes) {
        subscribed = true;
        List<String> filters = settings.filters();
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < Math.min(codes.size(), filters.size()); i++) {
            if (codes.get(i) >= FAILURE) {
                refused.add(filters.get(i));
            }
        }
        if (refused.containsAll(filters.subList(0, settings.topics().size()))) {
            end(trouble.ofRefusedSubscriptions(refused));
        } else {
            owner.subscribed(refused);
        }
    }

    private void received(MqttPublishMessage publish) {
        counters.receive();
        int qos = publish.fixedHeader().qosLevel().value();
        int packetId = qos == 0 ? 0 : publish.variableHeader().packetId();
        byte[] body = ByteBufUtil.getBytes(publish.payload());
        Runnable settled = () -> {};
        if (qos > 0) {
            AckQueue.Slot slot = acks.received(packetId, qos);
            settled = slot::settle;
            if (acks.size() >= settings.inFlight() && !paused) {
                // brokers for 3.1.1 were not told how many we want at once, and some for 5 do not mind
                paused = true;
                read(false);
            }
        }
        owner.received(
                new Delivery(
                        settings.clientId(),
                        publish.variableHeader().topicName(),
                        packetId,
                        publish.fixedHeader().isDup(),
                        publish.fixedHeader().isRetain(),
                        settled),
                body);
    }

    CompletableFuture<Boolean> publish(String topic, byte[] body) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        if (ended || !welcomed || published.size() >= settings.inFlight()) {
            outcome.complete(false);
            return outcome;
        }
        do {
            lastPublishId = lastPublishId == 0xFFFF ? SUBSCRIBE_ID + 1 : lastPublishId + 1;
        } while (published.containsKey(lastPublishId));
        published.put(lastPublishId, outcome);
        send(Packets.publish(topic, body, lastPublishId));
        return outcome;
    }

    /** Looks after the connection; to be called a few times per keep-alive. */
    void tick() {
        if (ended) {
            return;
        }
        long now = System.nanoTime();
        if (!(welcomed && subscribed) && now - begun > settings.connectTimeout().toNanos()) {
            end("it does not answer" + (welcomed ? " our subscription" : "") + " ("
                    + settings.connectTimeout().toSeconds() + " s)");
        } else if (acks.oldestNanos() > settings.ackTimeout().toNanos()) {
            counters.giveUpWaiting();
            end("a message was not safe within " + settings.ackTimeout().toSeconds() + " s, it is asked for again");
        } else if (welcomed && !paused && now - heardAt > keepAlive.toNanos() * 5 / 4) {
            end("nothing was heard of it for more than " + keepAlive.toSeconds() + " s");
        } else if (welcomed) {
            send(Packets.ping());
        }
    }

    /** Takes leave, so that the broker need not wait for us. */
    void leave() {
        if (!ended && welcomed) {
            send(Packets.disconnect());
        }
        end("closed");
    }

    private void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        acks.close();
        socket.close();
        List.copyOf(published.values()).forEach(waiting -> waiting.complete(false));
        published.clear();
        owner.ended(reason);
    }

    /** On the channel: the socket of Vert.x holds back bytes, and not the packets that a codec has made of them. */
    private void read(boolean on) {
        channel.channel().config().setAutoRead(on);
    }

    private String ofSilentEnd() {
        return trouble.ofSilentEnd(welcomed, System.nanoTime() - begun < SOON_NANOS);
    }

    private void send(MqttMessage packet) {
        channel.writeAndFlush(packet, channel.voidPromise());
    }

    private final class Outlet implements AckQueue.Outlet {

        @Override
        public void write(int packetId, int qos) {
            channel.write(Packets.acknowledge(packetId), channel.voidPromise());
        }

        @Override
        public void flush() {
            channel.flush();
            if (paused && acks.size() <= settings.inFlight() / 2) {
                paused = false;
                heardAt = System.nanoTime();
                read(true);
            }
        }
    }
}
