package io.mycostream.ingest.mdp.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One JSON object as the boards write it: without blanks, members in the order given.
 *
 * @param type what the frame is for
 * @param members not to be changed afterwards
 */
public record BoardJson(MdpType type, ObjectNode members) implements Body {

    /** Decimals of a board's float below 10; each further digit in front of the point costs one. */
    private static final int DECIMALS = 9;

    /** An order: {@code {"cmd":cmd,"params":params}}. */
    public static BoardJson command(String cmd, ObjectNode params) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("cmd", cmd);
        members.set("params", params);
        return new BoardJson(MdpType.COMMAND, members);
    }

    /** The answer to an order. The frame's flag says yes or no as well, and its {@code ack} which order. */
    public static BoardJson answer(boolean success, String message) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("success", success);
        members.put("message", message);
        return new BoardJson(MdpType.ACK, members);
    }

    /**
     * A number as a board prints its 32-bit floats, 21.87 as 21.87000084; null for what is no number. For members of
     * telemetry.
     */
    public static JsonNode number(float value) {
        if (!Float.isFinite(value)) {
            return NullNode.instance;
        }
        BigDecimal exact = new BigDecimal(value);
        int integerDigits = Math.max(1, exact.precision() - exact.scale());
        int decimals = Math.max(0, DECIMALS + 1 - integerDigits);
        BigDecimal printed = exact.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
        return DecimalNode.valueOf(printed.scale() < 0 ? printed.setScale(0) : printed);
    }

    @Override
    public byte[] encode() {
        return members.toString().getBytes(UTF_8);
    }
}
