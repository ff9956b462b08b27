package io.mycostream.ingest.mdp.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A binary command: its number, the length of its data, its data. Two are equal when they are equal byte for byte.
 *
 * <p>The factories refuse what the board would answer with "bad argument"; {@link #of} takes any data for any command.
 */
public final class BinaryCommand implements Body {

    private static final int HEADER = 4;
    private static final int MAX_OUTPUT = 3;
    private static final int MAX_ROLE = 31;
    private static final int MAX_NAME = 63;
    private static final long UNSIGNED_INT_MAX = 0xFFFF_FFFFL;

    private final byte[] payload;

    private BinaryCommand(int number, byte[] data) {
        this.payload = little(HEADER + data.length)
                .putShort((short) number)
                .putShort((short) data.length)
                .put(data)
                .array();
    }

    /**
     * Any command.
     *
     * @param number 0..65535, also one that {@link CommandCode} does not name
     * @param data at most 65535 bytes; a board takes about 1000
     */
    public static BinaryCommand of(int number, byte... data) {
        Fields.check("cmd_id", number, 0, 0xFFFF);
        Fields.check("cmd_len", data.length, 0, 0xFFFF);
        return new BinaryCommand(number, data);
    }

    /** A command by its name. */
    public static BinaryCommand of(CommandCode code, byte... data) {
        return of(code.number(), data);
    }

    /** Moves the board's I2C bus to other pins, 0..255. */
    public static BinaryCommand setI2c(int sda, int scl) {
        return of(CommandCode.SET_I2C, pin("sda", sda), pin("scl", scl));
    }

    /** Moves the board's I2C bus to other pins, 0..255, and sets its clock in Hz, unsigned 32-bit. */
    public static BinaryCommand setI2c(int sda, int scl, long hertz) {
        Fields.check("hz", hertz, 0, UNSIGNED_INT_MAX);
        byte[] data = little(6)
                .put(pin("sda", sda))
                .put(pin("scl", scl))
                .putInt((int) hertz)
                .array();
        return of(CommandCode.SET_I2C, data);
    }

    /** Sets the pause between telemetry frames in milliseconds. The board keeps to 100..60000. */
    public static BinaryCommand setTelemetryMillis(long millis) {
        Fields.check("telemetry interval", millis, 0, UNSIGNED_INT_MAX);
        return of(CommandCode.SET_TELEM_MS, little(4).putInt((int) millis).array());
    }

    /** Switches a MOSFET output, 1..3. */
    public static BinaryCommand setMos(int output, boolean on) {
        Fields.check("output", output, 1, MAX_OUTPUT);
        return of(CommandCode.SET_MOS, (byte) output, (byte) (on ? 1 : 0));
    }

    /** Sets the role, 1 to 31 bytes of UTF-8. */
    public static BinaryCommand setDeviceRole(String role) {
        return of(CommandCode.SET_DEVICE_ROLE, text("role", role, MAX_ROLE));
    }

    /** Sets the name shown to people, 1 to 63 bytes of UTF-8. Boards print it unescaped into JSON. */
    public static BinaryCommand setDisplayName(String name) {
        return of(CommandCode.SET_DISPLAY_NAME, text("display name", name, MAX_NAME));
    }

    /** Sounds the buzzer. Both numbers are 0..65535. */
    public static BinaryCommand buzzerTone(int hertz, int millis) {
        Fields.check("hz", hertz, 0, 0xFFFF);
        Fields.check("ms", millis, 0, 0xFFFF);
        byte[] data = little(4).putShort((short) hertz).putShort((short) millis).array();
        return of(CommandCode.BUZZER_TONE, data);
    }

    /** Sends a drone to a place: degrees, degrees and metres. */
    public static BinaryCommand droneWaypoint(float latitude, float longitude, float altitude) {
        byte[] data = little(12)
                .putFloat(latitude)
                .putFloat(longitude)
                .putFloat(altitude)
                .array();
        return of(CommandCode.DRONE_WAYPOINT, data);
    }

    @Override
    public MdpType type() {
        return MdpType.COMMAND;
    }

    @Override
    public byte[] encode() {
        return payload.clone();
    }

    private static byte pin(String name, int pin) {
        Fields.check(name, pin, 0, 0xFF);
        return (byte) pin;
    }

    private static byte[] text(String name, String text, int max) {
        byte[] bytes = text.getBytes(UTF_8);
        Fields.check("length of " + name, bytes.length, 1, max);
        return bytes;
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinaryCommand that && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(payload);
    }
}
