package io.mycostream.ingest.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.device.DeviceIdentity;
import io.mycostream.ingest.mdp.JsonObjects;
import io.mycostream.ingest.mqtt.MessageIds;
import io.mycostream.ingest.mqtt.MqttInput;
import io.mycostream.ingest.mqtt.MqttReader;
import io.mycostream.ingest.mqtt.Packet;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * The first line is a topic, the rest a body: it is read, or refused with a reason in words that may be logged. What is read
 * is somebody's, is not much longer than it came, and is read as the same when it comes as it would be published.
 *
 * <p>No search finds a hash. Behind the topic {@value #SEAL} the body is the content of a compact envelope, and gets the one
 * that belongs to it.
 */
public final class MqttFuzz {

    private static final String SEAL = "seal";
    private static final int MAX_BYTES = 4096;
    private static final int LONGEST_MESSAGE = 1024;
    private static final int LARGEST_MAP = 22;

    /** A byte of a mesh packet's text is shown in six characters at most, and once more in hexadecimal. */
    private static final int GROWTH = 8;

    private static final int MORE = 1024;

    private static final MqttReader READER = new MqttReader("mycobrain", MAX_BYTES);

    private MqttFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String topic = new String(bytes, 0, end, UTF_8);
        byte[] body = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
        if (topic.equals(SEAL)) {
            body = sealed(body);
        }
        MqttInput read = READER.read(topic, body);
        Law.holds(READER.read("/ " + topic + " /", body).equals(read), "slashes and blanks matter");
        check(read, topic, body);
    }

    private static void check(MqttInput read, String topic, byte[] body) {
        switch (read) {
            case MqttInput.Reading reading -> {
                somebody(reading.deviceId());
                named(reading, topic, body);
                bounded(reading.body(), body);
                comesBack(read, reading.body(), topic, body);
                if (isCompact(body)) {
                    guarded(topic, body);
                }
            }
            case MqttInput.Heartbeat heartbeat -> {
                somebody(heartbeat.deviceId());
                bounded(heartbeat.body(), body);
                comesBack(read, heartbeat.body(), topic, body);
            }
            case MqttInput.Answer answer -> {
                somebody(answer.deviceId());
                bounded(answer.body(), body);
                comesBack(read, answer.body(), topic, body);
            }
            case MqttInput.MeshPacket packet -> {
                bounded(packet.packet(), body);
                publishable(packet.packet());
            }
            case MqttInput.Lifecycle lifecycle -> somebody(lifecycle.deviceId());
            case MqttInput.Rejected rejected -> {
                Law.holds(!rejected.message().isBlank(), "no reason");
                Law.holds(rejected.message().length() <= LONGEST_MESSAGE, "a reason without end");
                Law.holds(rejected.message().codePoints().noneMatch(Character::isISOControl), "a reason of many lines");
            }
            case MqttInput.Ignored _ -> {}
        }
    }

    private static void somebody(String deviceId) {
        Law.holds(DeviceIdentity.isAcceptable(deviceId), "nobody");
    }

    private static void bounded(ObjectNode found, byte[] body) {
        Law.holds(found.toString().length() <= GROWTH * body.length + MORE, "much longer than it came");
    }

    private static void named(MqttInput.Reading reading, String topic, byte[] body) {
        Packet packet = new Packet("client", topic, 7, false, false);
        String id = new MessageIds().of(reading, packet, body);
        Law.holds(id.equals(new MessageIds().of(reading, packet, body)), "named differently");
    }

    private static ObjectNode publishable(ObjectNode found) {
        Optional<ObjectNode> again = JsonObjects.read(found.toString());
        Law.holds(again.isPresent(), "not to be published");
        return again.orElseThrow();
    }

    private static void comesBack(MqttInput read, ObjectNode found, String topic, byte[] body) {
        ObjectNode again = publishable(found);
        boolean compact = isCompact(body);
        // by their texts: a tree tells 1e0 from the 1 that it is written as
        Law.holds(compact || again.toString().equals(found.toString()), "read differently than written");
        if (compact || again.toString().length() > MAX_BYTES / 4 || holdsHalfPair(again.toString())) {
            // units and numbers of a compact envelope are JSON by now; what no UTF-8 holds is escaped only when
            // published
            return;
        }
        MqttInput second = READER.read(topic, found.toString().getBytes(UTF_8));
        boolean same = switch (read) {
            // the hash was that of the bytes in front of it, which are not there any more
            case MqttInput.Reading(String device, ObjectNode members, var _, boolean named) ->
                second instanceof MqttInput.Reading(String otherDevice, ObjectNode others, var _, boolean otherNamed)
                        && otherDevice.equals(device)
                        && others.toString().equals(members.toString())
                        && otherNamed == named;
            default -> second.toString().equals(read.toString());
        };
        Law.holds(same, "another message when it comes again");
    }

    private static boolean isCompact(byte[] body) {
        return body.length > 0 && (body[0] & 0xE0) == 0xA0;
    }

    private static boolean holdsHalfPair(String text) {
        return text.codePoints().anyMatch(character -> Character.getType(character) == Character.SURROGATE);
    }

    /** The first bytes of an envelope are version and device: its hash notices when one of them changes. */
    private static void guarded(String topic, byte[] body) {
        for (int i = 0; i < Math.min(8, body.length); i++) {
            byte[] changed = body.clone();
            changed[i] ^= 1;
            Law.holds(!(READER.read(topic, changed) instanceof MqttInput.Reading), "a change is not noticed");
        }
    }

    /** Appends key 10, the BLAKE2b-256 of the map as it is. */
    private static byte[] sealed(byte[] body) {
        if (!isCompact(body) || (body[0] & 0x1F) > LARGEST_MAP) {
            return body;
        }
        Blake2bDigest digest = new Blake2bDigest(256);
        digest.update(body, 0, body.length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        sealed.write(body[0] + 1);
        sealed.write(body, 1, body.length - 1);
        sealed.writeBytes(new byte[] {0x0A, 0x58, 0x20});
        sealed.writeBytes(hash);
        return sealed.toByteArray();
    }
}
