package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.device.FrameId;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mqtt.MessageIds;
import io.mycostream.ingest.mqtt.MqttInput;
import io.mycostream.ingest.mqtt.MqttReader;
import io.mycostream.ingest.mqtt.Packet;
import io.mycostream.ingest.telemetry.Repetitions;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.sim.board.Sending.Framed;
import io.mycostream.sim.truth.Entry.Published;
import io.mycostream.sim.truth.Entry.Sent;
import io.mycostream.sim.truth.RecordedTruth;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one board sent, repetitions included, and what of it counts as delivered, because the board was told so. Each by a
 * name that is also found in what Redis has: the message id where what is said decides it, else device and number.
 */
record SentAndDelivered(String board, List<String> sent, Set<String> delivered) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MqttReader READER = new MqttReader("mycobrain", 65_536);

    /** A durable board at a serial port. */
    static SentAndDelivered ofDurableBoard(Path port, RecordedTruth truth) {
        List<String> sent = truth.all(Sent.class).stream()
                .map(Sent::sending)
                .filter(Framed.class::isInstance)
                .map(sending -> ((Framed) sending).frame())
                .filter(frame -> frame.type() == MdpType.TELEMETRY)
                .map(frame -> nameOf(port, frame))
                .toList();
        Set<String> delivered = new LinkedHashSet<>(truth.deliveredFrames().stream()
                .filter(frame -> frame.type() == MdpType.TELEMETRY)
                .map(frame -> nameOf(port, frame))
                .toList());
        return new SentAndDelivered("board at " + port, sent, delivered);
    }

    private static String nameOf(Path port, MdpFrame frame) {
        String name = Repetitions.nameOf(MdpMessage.of(frame)).orElseThrow();
        return FrameId.ofEnvelope(port.toString(), name).id().toString();
    }

    /** A gateway computer at a broker, or at the ingest service itself. */
    static SentAndDelivered ofComputer(String deviceId, RecordedTruth truth) {
        return new SentAndDelivered(
                deviceId,
                names(deviceId, truth.all(Published.class)).toList(),
                new LinkedHashSet<>(names(deviceId, truth.deliveredMessages()).toList()));
    }

    private static Stream<String> names(String deviceId, List<Published> messages) {
        return messages.stream()
                .filter(message -> message.topic().endsWith("/telemetry")
                        || message.topic().endsWith("/envelope"))
                .map(message -> nameOf(deviceId, message));
    }

    private static String nameOf(String deviceId, Published message) {
        byte[] body = message.body().getBytes(UTF_8);
        return switch (READER.read(message.topic(), body)) {
            case MqttInput.Reading reading
            when reading.named() ->
                new MessageIds().of(reading, new Packet(deviceId, message.topic(), 1, false, false), body);
            case MqttInput.Reading reading ->
                numbered(deviceId, reading.body().path("seq").asText());
            case MqttInput other -> throw new AssertionError(message + " is read as " + other);
        };
    }

    private static String numbered(String deviceId, String seq) {
        return deviceId + " number " + seq;
    }

    /** The names of what Redis has, in its order. */
    static List<String> namesOf(List<Envelope> received) {
        return received.stream().map(SentAndDelivered::nameOf).toList();
    }

    private static String nameOf(Envelope envelope) {
        try {
            var data = JSON.readTree(envelope.data());
            var seq = data.path("telemetry").path("seq");
            return seq.isMissingNode()
                    ? String.valueOf(envelope.messageId())
                    : numbered(data.path("device_id").asText(), seq.asText());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + envelope, e);
        }
    }

    /** What it sent, each once. */
    Set<String> different() {
        return Set.copyOf(sent);
    }

    /** What has not arrived and should have. */
    Set<String> missingIn(Collection<String> received) {
        Set<String> missing = new LinkedHashSet<>(delivered);
        missing.removeAll(Set.copyOf(received));
        return missing;
    }

    /** Asserts that what is delivered is there, once, and in the order in which the board said it. */
    void assertArrived(List<String> received) {
        Set<String> own = new HashSet<>(sent);
        List<String> arrived = received.stream().filter(own::contains).toList();
        Set<String> once = new HashSet<>();
        assertThat(arrived.stream().filter(name -> !once.add(name)).toList())
                .as("events of %s that came twice under two ids", board)
                .isEmpty();
        assertThat(missingIn(arrived))
                .as("delivered for %s and not in Redis, of %d", board, delivered.size())
                .isEmpty();
        Iterator<String> said = sent.iterator();
        for (int at = 0; at < arrived.size(); at++) {
            assertThat(reaches(said, arrived.get(at)))
                    .as("event %d of %s comes behind those before it, as it was sent", at, board)
                    .isTrue();
        }
    }

    private static boolean reaches(Iterator<String> said, String name) {
        while (said.hasNext()) {
            if (said.next().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
