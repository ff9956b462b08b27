package io.mycostream.ingest.mdp.body;

/**
 * The binary commands. Several share a number, because two headers of the firmware claim the same ones; which is meant
 * depends on what the board was built as. Source: MycoBrain firmware, {@code mdp_commands.h}.
 */
public enum CommandCode {
    SET_I2C(0x01),
    SCAN_I2C(0x02),
    SET_TELEM_MS(0x03),
    SET_MOS(0x04),
    SAVE_NVS(0x07),
    LOAD_NVS(0x08),
    /** An older document numbers this one 8. */
    REBOOT(0x09),
    SET_DEVICE_ROLE(0x0A),
    SET_DISPLAY_NAME(0x0B),
    GET_IDENTITY(0x0C),
    PIXEL_COLOUR(0x10),
    PIXEL_BRIGHTNESS(0x11),
    PIXEL_PATTERN(0x12),
    PIXEL_OFF(0x13),
    WIFISENSE_START(0x10),
    WIFISENSE_STOP(0x11),
    WIFISENSE_CONFIG(0x12),
    WIFISENSE_CALIBRATE(0x13),
    BUZZER_TONE(0x20),
    BUZZER_PATTERN(0x21),
    BUZZER_STOP(0x22),
    DRONE_MISSION_START(0x20),
    DRONE_MISSION_STOP(0x21),
    DRONE_RETURN(0x22),
    DRONE_LAND(0x23),
    DRONE_DEPLOY(0x24),
    DRONE_RETRIEVE(0x25),
    DRONE_LATCH(0x26),
    DRONE_RELEASE(0x27),
    DRONE_WAYPOINT(0x28),
    DRONE_HOME(0x29),
    DRONE_DATA_MULE_START(0x2A),
    DRONE_DATA_MULE_SYNC(0x2B);

    private final int number;

    CommandCode(int number) {
        this.number = number;
    }

    /** The number on the wire, 0..65535. */
    public int number() {
        return number;
    }
}
