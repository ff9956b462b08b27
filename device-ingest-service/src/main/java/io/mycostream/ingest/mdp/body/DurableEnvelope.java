package io.mycostream.ingest.mdp.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Telemetry of the newer Side A, byte for byte as the firmware writes it: the object is closed before {@code hash} and
 * {@code sig} are appended, so that the whole is not one JSON value. The hash covers the object; the signature is the
 * same hash once more.
 *
 * <p>The firmware escapes nothing, and neither does this: a quote in a name breaks the text, as on a board.
 *
 * @param deviceId the constant {@link #DEVICE_ID} on every board
 * @param role for example {@code sporebase}
 * @param displayName left out when absent
 * @param seq the frame's counter, unsigned 32-bit
 * @param utcSeconds Unix time in seconds; near zero until the board has the time
 * @param monoMillis milliseconds since the board started
 * @param pack the readings, in their order
 */
public record DurableEnvelope(
        String deviceId,
        String role,
        Optional<String> displayName,
        long seq,
        long utcSeconds,
        long monoMillis,
        List<Reading> pack)
        implements Body {

    /** What boards of this firmware call themselves, all of them. */
    public static final String DEVICE_ID = "mycobrain-side-a";

    private static final int VOLT_DECIMALS = 4;

    /**
     * One value.
     *
     * @param value printed with all decimals it has
     */
    public record Reading(String id, BigDecimal value, String unit) {

        /** A voltage, printed with four decimals. */
        public static Reading volts(String id, double volts) {
            return new Reading(id, BigDecimal.valueOf(volts).setScale(VOLT_DECIMALS, RoundingMode.HALF_EVEN), "V");
        }

        /** An output that is on or off, printed as 1 or 0. */
        public static Reading output(String id, boolean on) {
            return new Reading(id, on ? BigDecimal.ONE : BigDecimal.ZERO, "bool");
        }

        private String json() {
            return "{\"id\":\"" + id + "\",\"v\":" + value.toPlainString() + ",\"u\":\"" + unit + "\"}";
        }
    }

    public DurableEnvelope {
        Fields.check("seq", seq, 0, 0xFFFF_FFFFL);
        pack = List.copyOf(pack);
    }

    @Override
    public MdpType type() {
        return MdpType.TELEMETRY;
    }

    @Override
    public byte[] encode() {
        String object = object();
        byte[] digest = sha256(object.getBytes(UTF_8));
        String hash = HexFormat.of().formatHex(digest);
        String signature = Base64.getEncoder().encodeToString(digest);
        return (object + ",\"hash\":\"sha256:" + hash + "\",\"sig\":\"ed25519:" + signature + "\"}").getBytes(UTF_8);
    }

    private String object() {
        String name = displayName
                .map(given -> ",\"device_display_name\":\"" + given + "\"")
                .orElse("");
        String readings = pack.stream().map(Reading::json).collect(Collectors.joining(","));
        return "{\"hdr\":{\"deviceId\":\"" + deviceId + "\",\"device_role\":\"" + role + "\"" + name
                + ",\"proto\":\"uart\",\"msgId\":\"" + "%08d".formatted(seq) + "\"}"
                + ",\"ts\":{\"utc\":\"" + utcSeconds + "\",\"mono_ms\":" + monoMillis + "},\"seq\":" + seq
                + ",\"pack\":[" + readings + "]"
                + ",\"meta\":{\"schema\":\"mycosoft.v1\",\"units\":\"si\"}}";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
