package io.mycostream.ingest.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * The compact envelope: one CBOR map of integer keys, sealed by a hash over the map without hash and signature. The hash
 * finds damage. The signature is not looked at, because nobody hands out the keys it would be checked with.
 *
 * @param version 1
 * @param transport how it left the device: {@code lorawan}, {@code mqtt}, {@code ble}, {@code lte}, {@code other}
 * @param msgId the sender's name for this message
 * @param timeMs Unix time in milliseconds
 * @param seq the sender's count
 * @param monoMs milliseconds since the sender started
 * @param position where it was measured
 * @param readings in the envelope's order
 * @param hashMatches whether the BLAKE2b-256 in it is that of its content
 */
record CompactEnvelope(
        int version,
        String deviceId,
        String transport,
        UUID msgId,
        long timeMs,
        long seq,
        long monoMs,
        Optional<Position> position,
        List<CompactReading> readings,
        boolean hashMatches) {

    /**
     * A place on the Earth.
     *
     * @param latitude degrees, north positive
     * @param longitude degrees, east positive
     * @param accuracy metres; null when not said
     */
    record Position(BigDecimal latitude, BigDecimal longitude, JsonNode accuracy) {

        ObjectNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("lat", latitude);
            json.put("lon", longitude);
            json.set("acc_m", accuracy);
            return json;
        }
    }

    /** Bytes that are no compact envelope; the message says what was seen and what was expected. */
    static final class FormatException extends Exception {

        private static final long serialVersionUID = 1L;

        FormatException(String message) {
            super(message, null, false, false);
        }
    }

    private static final int HASH = 10;
    private static final int SIGNATURE = 11;
    private static final int HASH_BYTES = 32;

    /** A map of at most 23 entries has its size in its first byte. */
    private static final int MAX_ENTRIES = 23;

    private static final int MAP_HEAD = 0xA0;
    private static final int DEGREE_PLACES = 7;

    private static final List<String> TRANSPORTS = List.of("lorawan", "mqtt", "ble", "lte", "other");

    CompactEnvelope {
        readings = List.copyOf(readings);
    }

    /** Whether a body begins as CBOR maps do; no UTF-8 text begins so. */
    static boolean mayBe(byte[] body) {
        return body.length > 0 && (body[0] & 0xE0) == MAP_HEAD;
    }

    /**
     * Reads an envelope and compares its hash.
     *
     * @throws FormatException if it is none
     */
    static CompactEnvelope read(byte[] bytes) throws FormatException {
        Cbor cbor = new Cbor(bytes);
        int size = cbor.mapSize();
        if (size > MAX_ENTRIES) {
            throw new FormatException("the map has " + size + " entries, expected at most " + MAX_ENTRIES);
        }
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        Blake2bDigest digest = new Blake2bDigest(HASH_BYTES * Byte.SIZE);
        List<int[]> hashed = new ArrayList<>(size);
        int key = -1;
        for (int i = 0; i < size; i++) {
            int start = cbor.position();
            key = cbor.key(key);
            members.set(Integer.toString(key), cbor.value());
            if (key != HASH && key != SIGNATURE) {
                hashed.add(new int[] {start, cbor.position()});
            }
        }
        if (!cbor.isAtEnd()) {
            throw new FormatException((bytes.length - cbor.position()) + " bytes after the envelope, expected none");
        }
        digest.update((byte) (MAP_HEAD | hashed.size()));
        hashed.forEach(entry -> digest.update(bytes, entry[0], entry[1] - entry[0]));
        byte[] computed = new byte[HASH_BYTES];
        digest.doFinal(computed, 0);
        return of(new CompactMembers(members), computed);
    }

    private static CompactEnvelope of(CompactMembers members, byte[] computed) throws FormatException {
        int version = (int) members.integer(0, "version", 1, 1);
        int transport = (int) members.integer(2, "transport", 1, TRANSPORTS.size());
        ByteBuffer msgId = ByteBuffer.wrap(members.bytes(3, "msgId", 16));
        List<CompactReading> readings = new ArrayList<>();
        for (JsonNode reading : members.list(8, "readings")) {
            readings.add(CompactReading.of(reading));
        }
        return new CompactEnvelope(
                version,
                members.text(1, "device id"),
                TRANSPORTS.get(transport - 1),
                new UUID(msgId.getLong(), msgId.getLong()),
                members.integer(4, "time", 0, Long.MAX_VALUE),
                members.integer(5, "seq", 0, Long.MAX_VALUE),
                members.integer(6, "time since start", 0, Long.MAX_VALUE),
                position(members),
                readings,
                MessageDigest.isEqual(computed, members.bytes(HASH, "hash", HASH_BYTES)));
    }

    private static Optional<Position> position(CompactMembers members) throws FormatException {
        Optional<CompactMembers> given = members.map(7, "position");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        CompactMembers position = given.get();
        return Optional.of(new Position(
                degrees(position.integer(0, "latitude", -900_000_000, 900_000_000)),
                degrees(position.integer(1, "longitude", -1_800_000_000, 1_800_000_000)),
                position.any(2)));
    }

    private static BigDecimal degrees(long tenMillionths) {
        BigDecimal degrees = BigDecimal.valueOf(tenMillionths, DEGREE_PLACES).stripTrailingZeros();
        return degrees.scale() < 0 ? degrees.setScale(0) : degrees;
    }

    /** One member per sensor with its value, the later of two; {@code units}, {@code quality} where not good, {@code geo}. */
    ObjectNode telemetry() {
        ObjectNode telemetry = JsonNodeFactory.instance.objectNode();
        ObjectNode units = JsonNodeFactory.instance.objectNode();
        ObjectNode quality = JsonNodeFactory.instance.objectNode();
        for (CompactReading reading : readings) {
            String name = reading.sensorName();
            telemetry.put(name, reading.value());
            reading.unitName().ifPresentOrElse(unit -> units.put(name, unit), () -> units.remove(name));
            reading.doubt().ifPresentOrElse(doubt -> quality.put(name, doubt), () -> quality.remove(name));
        }
        if (!units.isEmpty()) {
            telemetry.set("units", units);
        }
        if (!quality.isEmpty()) {
            telemetry.set("quality", quality);
        }
        position.ifPresent(place -> telemetry.set("geo", place.toJson()));
        return telemetry;
    }
}
