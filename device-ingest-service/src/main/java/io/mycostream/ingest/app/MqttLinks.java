package io.mycostream.ingest.app;

import io.mycostream.ingest.link.mqtt.BoardListener;
import io.mycostream.ingest.link.mqtt.BrokerLink;
import io.mycostream.ingest.link.mqtt.BrokerSettings;
import io.mycostream.ingest.link.mqtt.ListenerSettings;
import io.mycostream.ingest.link.mqtt.MqttLink;
import io.mycostream.ingest.mqtt.MessageIds;
import io.mycostream.ingest.mqtt.MqttReader;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.MeshPackets;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The MQTT links of this process, as configured: a broker, a listener of our own, both or none. */
@Singleton
public class MqttLinks implements AutoCloseable {

    private final IngestConfig.Mqtt config;
    private final Vertx vertx;
    private final TelemetryPublisher telemetry;
    private final MeshPackets packets;
    private final MqttPresence boards;
    private final IngestMetrics metrics;
    private final MqttMetrics mqttMetrics;
    private final MqttReader reader;
    private final MessageIds ids = new MessageIds();
    private final List<MqttLink> links = new CopyOnWriteArrayList<>();

    /** Takes the parts; nothing runs before {@link #start}. */
    public MqttLinks(
            IngestConfig config,
            Vertx vertx,
            TelemetryPublisher telemetry,
            MeshPackets packets,
            MqttPresence boards,
            IngestMetrics metrics,
            MqttMetrics mqttMetrics) {
        this.config = config.mqtt();
        this.vertx = vertx;
        this.telemetry = telemetry;
        this.packets = packets;
        this.boards = boards;
        this.metrics = metrics;
        this.mqttMetrics = mqttMetrics;
        this.reader = new MqttReader(this.config.prefix(), this.config.maxBytes());
    }

    void start() {
        boards.speakThrough(this::command);
        MqttSettings.listener(config, reader::isCommandTopic).ifPresent(this::listen);
        MqttSettings.broker(config).ifPresent(this::connect);
    }

    private void listen(ListenerSettings settings) {
        try {
            String name = "mqtt listener " + settings.address();
            links.add(BoardListener.start(vertx, settings, intake(name, true), mqttMetrics.listener()));
        } catch (IllegalStateException e) {
            throw new ConfigurationException("ingest.mqtt.listen: " + e.getMessage());
        }
    }

    private void connect(BrokerSettings settings) {
        Backoff backoff =
                new Backoff(config.reconnect().first(), config.reconnect().longest());
        String name = settings.address().toString();
        links.add(BrokerLink.start(vertx, settings, backoff, intake(name, false), mqttMetrics.broker()));
    }

    private MqttIntake intake(String link, boolean clientsAreBoards) {
        return new MqttIntake(link, clientsAreBoards, reader, ids, telemetry, packets, boards, metrics, mqttMetrics);
    }

    /**
     * Tells a board something, on every link and on each topic where boards are told something.
     *
     * @return completes with whether a broker has taken it, or the board itself at our listener
     */
    public CompletionStage<Boolean> command(String deviceId, byte[] body) {
        CompletionStage<Boolean> told = CompletableFuture.completedFuture(false);
        List<String> topics = reader.commandTopics(deviceId);
        for (MqttLink link : links) {
            // a board may listen to any of them; at a broker nobody knows to which, and one is enough
            List<String> ofLink = link instanceof BrokerLink ? topics.subList(0, 1) : topics;
            for (String topic : ofLink) {
                told = told.thenCombine(link.publish(topic, body), Boolean::logicalOr);
            }
        }
        return told;
    }

    /** The links, for who tells how they are. */
    List<MqttLink> links() {
        return List.copyOf(links);
    }

    @Override
    public void close() {
        links.forEach(MqttLink::close);
        packets.close();
    }
}
