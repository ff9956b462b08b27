package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.List;

/** The parameters of one command, taken out by name; what is wrong with one is said with its name. */
final class Parameters {

    private final String command;
    private final ObjectNode params;

    Parameters(String command, ObjectNode params) {
        this.command = command;
        this.params = params;
    }

    boolean has(String name) {
        return params.hasNonNull(name);
    }

    /** A whole number within a range. */
    long integer(String name, long least, long most) throws CommandRefusedException {
        JsonNode value = params.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            throw refused(name, value, "a whole number from " + least + " to " + most);
        }
        return value.asLong();
    }

    /** A number that is not too small. */
    double number(String name, double least) throws CommandRefusedException {
        JsonNode value = params.path(name);
        if (!value.isNumber() || !(value.asDouble() >= least) || Double.isInfinite(value.asDouble())) {
            throw refused(name, value, "a number of at least " + least);
        }
        return value.asDouble();
    }

    /** A switch: true, false, 1 or 0. */
    boolean onOrOff(String name) throws CommandRefusedException {
        JsonNode value = params.path(name);
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isIntegralNumber() && (value.asLong() == 0 || value.asLong() == 1)) {
            return value.asLong() == 1;
        }
        throw refused(name, value, "true, false, 1 or 0");
    }

    /** A text that has some length, and not too much, in bytes of UTF-8. */
    String text(String name, int most) throws CommandRefusedException {
        JsonNode value = params.path(name);
        if (!value.isTextual()
                || value.textValue().isEmpty()
                || !UTF_8.newEncoder().canEncode(value.textValue())
                || value.textValue().getBytes(UTF_8).length > most) {
            throw refused(name, value, "a text of 1 to " + most + " bytes of UTF-8");
        }
        return value.textValue();
    }

    /** One of some texts. */
    String oneOf(String name, List<String> choices) throws CommandRefusedException {
        JsonNode value = params.path(name);
        if (!value.isTextual() || !choices.contains(value.textValue())) {
            throw refused(name, value, "one of " + String.join(", ", choices));
        }
        return value.textValue();
    }

    /** Bytes as hexadecimal digits; none when there is no such parameter. */
    byte[] hex(String name) throws CommandRefusedException {
        JsonNode value = params.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(value.isTextual() ? value.textValue() : "?");
        } catch (IllegalArgumentException _) {
            throw refused(name, value, "pairs of hexadecimal digits, for example 0201");
        }
    }

    private CommandRefusedException refused(String name, JsonNode seen, String expected) {
        return new CommandRefusedException(
                command + " needs " + name + ": it is " + Seen.of(seen) + ", expected " + expected);
    }
}
