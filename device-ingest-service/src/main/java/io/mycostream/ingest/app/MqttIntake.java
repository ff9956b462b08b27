package io.mycostream.ingest.app;

import io.mycostream.ingest.link.mqtt.Delivery;
import io.mycostream.ingest.link.mqtt.MqttLink;
import io.mycostream.ingest.mdp.EnvelopeHash;
import io.mycostream.ingest.mqtt.MessageIds;
import io.mycostream.ingest.mqtt.MqttBoards;
import io.mycostream.ingest.mqtt.MqttInput;
import io.mycostream.ingest.mqtt.MqttReader;
import io.mycostream.ingest.mqtt.Packet;
import io.mycostream.ingest.telemetry.MeshPackets;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The way of one MQTT link's messages: read, named, handed to the publisher, acknowledged when they are safe. What cannot be
 * used is acknowledged at once, because it would come again for ever and hold up everything behind it.
 *
 * <p>Belongs to the link's thread.
 */
final class MqttIntake implements MqttLink.Listener {

    private static final Logger LOG = Logger.getLogger(MqttIntake.class);

    /** A gateway computer speaks for a few boards; whoever names more is not told the end of all of them. */
    private static final int BOARDS_PER_CLIENT = 256;

    private static final int CLIENTS = 10_000;

    private final String link;
    private final boolean clientsAreBoards;
    private final MqttReader reader;
    private final MessageIds ids;
    private final TelemetryPublisher telemetry;
    private final MeshPackets packets;
    private final MqttBoards boards;
    private final IngestMetrics metrics;
    private final MqttMetrics mqttMetrics;
    private final Map<String, Set<String>> boardsByClient = new LinkedHashMap<>();

    /**
     * @param clientsAreBoards whether clients come and go with the boards they speak for, as at our own listener; at a broker we
     *     are the client
     */
    MqttIntake(
            String link,
            boolean clientsAreBoards,
            MqttReader reader,
            MessageIds ids,
            TelemetryPublisher telemetry,
            MeshPackets packets,
            MqttBoards boards,
            IngestMetrics metrics,
            MqttMetrics mqttMetrics) {
        this.link = link;
        this.clientsAreBoards = clientsAreBoards;
        this.reader = reader;
        this.ids = ids;
        this.telemetry = telemetry;
        this.packets = packets;
        this.boards = boards;
        this.metrics = metrics;
        this.mqttMetrics = mqttMetrics;
    }

    @Override
    public void received(Delivery delivery, byte[] body) {
        MqttInput input = reader.read(delivery.topic(), body);
        mqttMetrics.message(input);
        switch (input) {
            case MqttInput.Reading reading -> publish(reading, delivery, body);
            case MqttInput.MeshPacket(var packet) -> packets.hand(packet, delivery.settled());
            case MqttInput.Heartbeat(String device, var about) -> {
                heard(delivery, device);
                boards.announced(device, link, about);
                delivery.settled().run();
            }
            case MqttInput.Answer(String device, var answer) -> {
                heard(delivery, device);
                boards.answered(device, link, answer);
                delivery.settled().run();
            }
            case MqttInput.Lifecycle(String device, boolean present) -> {
                if (present) {
                    heard(delivery, device);
                } else {
                    gone(delivery.client(), device);
                }
                delivery.settled().run();
            }
            case MqttInput.Rejected(var reason, String message) -> {
                LOG.debugf("mqtt message rejected link=%s reason=%s: %s", link, reason.label(), message);
                boards.rejected(link, reason.label());
                delivery.settled().run();
            }
            case MqttInput.Ignored _ -> delivery.settled().run();
        }
    }

    private void publish(MqttInput.Reading reading, Delivery delivery, byte[] body) {
        heard(delivery, reading.deviceId());
        if (reading.hash() != EnvelopeHash.ABSENT) {
            metrics.envelope(reading.hash());
        }
        Packet packet = new Packet(
                delivery.client(), delivery.topic(), delivery.packetId(), delivery.repeated(), delivery.retained());
        if (!delivery.retained()) {
            boards.measured(reading.deviceId(), link);
        }
        telemetry.publish(reading.deviceId(), reading.body(), ids.of(reading, packet, body), delivery.settled());
    }

    /** What a broker has kept says nothing about now. */
    private void heard(Delivery delivery, String device) {
        if (delivery.retained()) {
            return;
        }
        boards.heard(device, link);
        if (clientsAreBoards && boardsByClient.size() < CLIENTS) {
            Set<String> ofClient = boardsByClient.computeIfAbsent(delivery.client(), _ -> new LinkedHashSet<>());
            if (ofClient.size() < BOARDS_PER_CLIENT) {
                ofClient.add(device);
            }
        }
    }

    private void gone(String client, String device) {
        Set<String> ofClient = boardsByClient.get(client);
        if (ofClient != null) {
            ofClient.remove(device);
        }
        boards.tookLeave(device, link);
    }

    @Override
    public void left(String client, String reason) {
        Set<String> ofClient = boardsByClient.remove(client);
        if (ofClient != null) {
            ofClient.forEach(device -> boards.disconnected(device, link));
        }
    }
}
