package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Names messages so that one that comes again has the name it had, also after this process was killed in between.
 *
 * <ul>
 *   <li>A body that says which message it is ({@code msgId}, or {@code seq} and {@code ts}): name of device and body.
 *   <li>A retained message: name of topic and body. It comes again at every subscription.
 *   <li>Any other at QoS 1 or 2: name of session, topic, packet id, body, and how often the same packet came as a new one.
 *       A repetition (DUP) has the name of the last of these.
 *   <li>QoS 0 is never sent again: a random name.
 * </ul>
 *
 * <p>What cannot be told apart: two equal bodies without identity that get the same packet id, when this process was killed
 * between them or {@value #REMEMBERED} other packets lie between them; readers that still remember the first take the second
 * for a repetition. What cannot be recognised: such a body that a broker gives to another member of the group the second
 * time, and one that a board sends again with another packet id.
 *
 * <p>Safe for use by many threads.
 */
public final class MessageIds {

    private static final int REMEMBERED = 8192;

    private final MessageDigest md5 = md5();
    private final Map<UUID, Integer> times = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Returns the name of a reading that came in this packet with this body. */
    public String of(MqttInput.Reading reading, Packet packet, byte[] body) {
        return (reading.named() ? ofBody("device " + reading.deviceId(), body) : of(packet, body)).toString();
    }

    private UUID of(Packet packet, byte[] body) {
        if (packet.retained()) {
            return ofBody("retained " + packet.topic(), body);
        }
        if (packet.id() == 0) {
            return UUID.randomUUID();
        }
        UUID first = ofBody("packet " + packet.id() + ' ' + packet.client() + '\n' + packet.topic(), body);
        int time = time(first, packet.repeated());
        return time == 0 ? first : ofBody("again " + time + ' ' + first, new byte[0]);
    }

    /** How many times the packet came as a new one before this. */
    private synchronized int time(UUID first, boolean repeated) {
        int time = times.getOrDefault(first, -1);
        int now = repeated && time >= 0 ? time : time + 1;
        times.put(first, now);
        return now;
    }

    /** The UUID of version 3 that {@link UUID#nameUUIDFromBytes} makes of the two, without joining them and looking MD5 up. */
    private synchronized UUID ofBody(String prefix, byte[] body) {
        md5.update(prefix.getBytes(UTF_8));
        md5.update((byte) '\n');
        ByteBuffer digest = ByteBuffer.wrap(md5.digest(body));
        long upper = (digest.getLong() & ~0xF000L) | 0x3000L;
        long lower = (digest.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(upper, lower);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
