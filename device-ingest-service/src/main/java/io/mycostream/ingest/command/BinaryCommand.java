package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The commands of the binary firmwares that have a name. Others can be given by number.
 *
 * <p>Source: MycoBrain firmware, {@code mdp_commands.h}, and its headers for Wi-Fi sensing and drones, which claim the same
 * numbers for other things: what one of those does depends on the board. Acts that do harm when done twice are sent once.
 */
enum BinaryCommand {
    SET_I2C(0x0001, true),
    SCAN_I2C(0x0002, true),
    SET_TELEM_MS(0x0003, true),
    SET_MOS(0x0004, true),
    SAVE_NVS(0x0007, true),
    LOAD_NVS(0x0008, true),
    REBOOT(0x0009, false),
    SET_DEVICE_ROLE(0x000A, true),
    SET_DISPLAY_NAME(0x000B, true),
    GET_IDENTITY(0x000C, true),
    PIXEL_COLOR(0x0010, true),
    PIXEL_BRIGHTNESS(0x0011, true),
    PIXEL_PATTERN(0x0012, true),
    PIXEL_OFF(0x0013, true),
    WIFI_SENSE_START(0x0010, true),
    WIFI_SENSE_STOP(0x0011, true),
    WIFI_SENSE_CONFIG(0x0012, true),
    WIFI_SENSE_CALIBRATE(0x0013, false),
    BUZZER_TONE(0x0020, false),
    BUZZER_PATTERN(0x0021, false),
    BUZZER_STOP(0x0022, true),
    DRONE_MISSION_START(0x0020, false),
    DRONE_MISSION_STOP(0x0021, true),
    DRONE_MISSION_RETURN(0x0022, false),
    DRONE_LAND(0x0023, false),
    DRONE_DEPLOY(0x0024, false),
    DRONE_RETRIEVE(0x0025, false),
    DRONE_LATCH(0x0026, false),
    DRONE_RELEASE(0x0027, false),
    DRONE_WAYPOINT(0x0028, false),
    DRONE_HOME(0x0029, false),
    DATA_MULE_START(0x002A, false),
    DATA_MULE_SYNC(0x002B, false);

    static final int MOST_16_BITS = 0xFFFF;

    private static final long MOST_32_BITS = 0xFFFF_FFFFL;
    private static final int SLOWEST_TELEMETRY_MS = 60_000;
    private static final int FASTEST_TELEMETRY_MS = 100;

    private final int number;
    private final boolean repeatable;

    BinaryCommand(int number, boolean repeatable) {
        this.number = number;
        this.repeatable = repeatable;
    }

    static Optional<BinaryCommand> named(String spelling) {
        String name = spelling.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(command -> command.name().equals(name))
                .findFirst();
    }

    /** Takes the parameters by name where the firmware's structure is known, and always as {@code data} in hexadecimal. */
    Order order(ObjectNode params) throws CommandRefusedException {
        Parameters given = new Parameters(name(), params);
        return new Order.Binary(name(), number, given.has("data") ? given.hex("data") : data(given), repeatable);
    }

    private byte[] data(Parameters given) throws CommandRefusedException {
        return switch (this) {
            case SET_I2C -> pins(given);
            case SET_TELEM_MS ->
                room(4).putInt((int) given.integer("ms", FASTEST_TELEMETRY_MS, SLOWEST_TELEMETRY_MS))
                        .array();
            case SET_MOS -> new byte[] {(byte) given.integer("index", 1, 3), (byte) (given.onOrOff("value") ? 1 : 0)};
            case SET_DEVICE_ROLE -> given.text("text", 31).getBytes(UTF_8);
            case SET_DISPLAY_NAME -> given.text("text", 63).getBytes(UTF_8);
            case BUZZER_TONE ->
                room(4).putShort((short) given.integer("hz", 1, MOST_16_BITS))
                        .putShort((short) given.integer("ms", 1, MOST_16_BITS))
                        .array();
            default -> given.hex("data");
        };
    }

    private static byte[] pins(Parameters given) throws CommandRefusedException {
        boolean speed = given.has("hz");
        ByteBuffer data =
                room(speed ? 6 : 2).put((byte) given.integer("sda", 0, 0xFF)).put((byte) given.integer("scl", 0, 0xFF));
        return (speed ? data.putInt((int) given.integer("hz", 1, MOST_32_BITS)) : data).array();
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
