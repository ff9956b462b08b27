package io.mycostream.ingest.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.publisher.wire.RawJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The commands that boards with JSON bodies know.
 *
 * <p>Source: MycoBrain firmware, Side A and Side B 2.x. They do not tell a repeated command from a new one, so what does harm
 * when it is done twice is sent once.
 */
enum JsonCommand {
    HELLO(MdpEndpoint.SIDE_A, Answer.HELLO, true),
    HEALTH(MdpEndpoint.SIDE_A, Answer.TELEMETRY_AND_ACK, true),
    READ_SENSORS(MdpEndpoint.SIDE_A, Answer.TELEMETRY_AND_ACK, true),
    STREAM_SENSORS(MdpEndpoint.SIDE_A, Answer.ACK, true),
    OUTPUT_CONTROL(MdpEndpoint.SIDE_A, Answer.ACK, true),
    ESTOP(MdpEndpoint.SIDE_A, Answer.ESTOP, true),
    /** Once: a stop may have come from elsewhere after the first time, and must not be undone by the second. */
    CLEAR_ESTOP(MdpEndpoint.SIDE_A, Answer.ACK, false),
    ENABLE_PERIPHERAL(MdpEndpoint.SIDE_A, Answer.ACK, true),
    DISABLE_PERIPHERAL(MdpEndpoint.SIDE_A, Answer.ACK, true),
    TRANSPORT_STATUS(MdpEndpoint.SIDE_B, Answer.ACK, true),
    LORA_SEND(MdpEndpoint.SIDE_B, Answer.ACK, false),
    BLE_ADVERTISE(MdpEndpoint.SIDE_B, Answer.ACK, true),
    WIFI_CONNECT(MdpEndpoint.SIDE_B, Answer.ACK, true),
    SIM_SEND(MdpEndpoint.SIDE_B, Answer.ACK, false);

    private static final List<String> OUTPUTS = List.of("mosfet1", "mosfet2", "mosfet3", "buzzer", "neopixel");

    /** More does not fit into a frame beside the rest. */
    private static final int LONGEST_PAYLOAD = 900;

    private static final int LONGEST_SSID = 32;
    private static final double SLOWEST_HZ = 0.1;
    private static final int MOST_16_BITS = 0xFFFF;

    private final MdpEndpoint target;
    private final Answer answer;
    private final boolean repeatable;

    JsonCommand(MdpEndpoint target, Answer answer, boolean repeatable) {
        this.target = target;
        this.answer = answer;
        this.repeatable = repeatable;
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The half of the board that carries it out. */
    MdpEndpoint target() {
        return target;
    }

    static Optional<JsonCommand> named(String spelling) {
        return Arrays.stream(values())
                .filter(command -> command.spelling().equals(spelling))
                .findFirst();
    }

    Order order(ObjectNode params) throws CommandRefusedException {
        Parameters given = new Parameters(spelling(), params);
        boolean again = repeatable;
        switch (this) {
            case STREAM_SENSORS -> given.number("rate_hz", SLOWEST_HZ);
            case OUTPUT_CONTROL -> again = !output(given).equals("buzzer");
            case LORA_SEND, SIM_SEND -> given.text("payload", LONGEST_PAYLOAD);
            case BLE_ADVERTISE -> given.onOrOff("en");
            case WIFI_CONNECT -> given.text("ssid", LONGEST_SSID);
            case HELLO,
                    HEALTH,
                    READ_SENSORS,
                    ESTOP,
                    CLEAR_ESTOP,
                    ENABLE_PERIPHERAL,
                    DISABLE_PERIPHERAL,
                    TRANSPORT_STATUS -> {}
        }
        return new Order.Json(spelling(), RawJson.escapeHalfPairs(params.toString()), target, answer, again);
    }

    private static String output(Parameters given) throws CommandRefusedException {
        String id = given.oneOf("id", OUTPUTS);
        switch (id) {
            case "buzzer" -> {
                given.integer("freq", 1, MOST_16_BITS);
                given.integer("duration_ms", 1, MOST_16_BITS);
            }
            case "neopixel" -> {
                for (String color : List.of("r", "g", "b")) {
                    given.integer(color, 0, 0xFF);
                }
            }
            default -> given.onOrOff("value");
        }
        return id;
    }
}
