package io.mycostream.ingest.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what users write:
 *
 * <pre>
 * {"device_id": "mushroom1", "command": "output_control", "params": {"id": "mosfet1", "value": 1},
 *  "command_id": "7f3c", "timeout": 5, "ttl": 30, "link": "/dev/ttyACM0"}
 * </pre>
 *
 * Only {@code device_id} and {@code command} have to be there. A binary command is named the same way, {@code SET_MOS}, or
 * given by number: {@code "cmd_id": 4, "data": "0201"}. Further members are passed over.
 */
public final class CommandReader {

    /** The longest text of a command in bytes. A board takes no frame above a kilobyte. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final int LONGEST_ID = 128;
    private static final Pattern ID = Pattern.compile("[!-~]{1," + LONGEST_ID + "}");

    /** Numbers go to the board digit by digit as they were written: as doubles, the largest would become words. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build());
    }

    private final CommandLimits limits;

    /** Takes the times that count where a command says none. */
    public CommandReader(CommandLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads the text of an object.
     *
     * @throws CommandRefusedException if it is none, or too long
     */
    public static ObjectNode object(String text) throws CommandRefusedException {
        if (text.length() > MAX_BYTES) {
            throw new CommandRefusedException(
                    "a command has " + text.length() + " characters, expected at most " + MAX_BYTES);
        }
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new CommandRefusedException("a command is " + Seen.of(text) + ", expected a JSON object");
        } catch (JsonProcessingException e) {
            throw new CommandRefusedException("a command is no JSON: " + e.getOriginalMessage());
        } catch (NumberFormatException _) {
            // Jackson lets this one through
            throw new CommandRefusedException("a command holds a number with an exponent that no computer works with");
        }
    }

    /**
     * Reads a command.
     *
     * @param data the object above
     * @throws CommandRefusedException if it is none that a board could be told
     */
    public Command read(ObjectNode data, Publication publication) throws CommandRefusedException {
        Optional<String> id = id(data);
        Order order = order(data);
        GatewayNumbers.checkLength(order);
        return new Command(
                id.orElseGet(() -> UUID.randomUUID().toString()),
                id.<Claim>map(given -> new Claim(given, limits.remember())).or(publication::claim),
                deviceId(data),
                link(data),
                order,
                seconds(data, "timeout", limits.timeout(), limits.longestTimeout()),
                publication.at().plus(seconds(data, "ttl", limits.timeToLive(), limits.timeToLive())));
    }

    /** The id that whoever gave a command gave it; empty when there is none that can be used. */
    public static Optional<String> idOf(ObjectNode data) {
        return Optional.ofNullable(data.path("command_id").textValue())
                .filter(id -> ID.matcher(id).matches());
    }

    private static Optional<String> id(ObjectNode data) throws CommandRefusedException {
        JsonNode id = data.path("command_id");
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        Optional<String> usable = idOf(data);
        if (usable.isEmpty()) {
            throw new CommandRefusedException("command_id is " + Seen.of(id) + ", expected a text of 1 to " + LONGEST_ID
                    + " printable ASCII characters without blanks");
        }
        return usable;
    }

    private static String deviceId(ObjectNode data) throws CommandRefusedException {
        JsonNode id = data.path("device_id");
        if (!id.isTextual() || id.textValue().isBlank()) {
            throw new CommandRefusedException("device_id is " + Seen.of(id) + ", expected the id of a board");
        }
        return id.textValue();
    }

    private static Optional<String> link(ObjectNode data) throws CommandRefusedException {
        JsonNode link = data.path("link");
        if (link.isMissingNode() || link.isNull()) {
            return Optional.empty();
        }
        if (!link.isTextual()) {
            throw new CommandRefusedException(
                    "link is " + Seen.of(link) + ", expected the name of one, for example /dev/ttyACM0");
        }
        return Optional.of(link.textValue());
    }

    private static Order order(ObjectNode data) throws CommandRefusedException {
        JsonNode name = data.path("command");
        JsonNode number = data.path("cmd_id");
        if (!number.isMissingNode() && !number.isNull()) {
            if (!name.isMissingNode() && !name.isNull()) {
                throw new CommandRefusedException("both command and cmd_id are there, expected one of them");
            }
            return byNumber(number, data);
        }
        if (!name.isTextual()) {
            throw new CommandRefusedException(
                    "command is " + Seen.of(name) + ", expected the name of one, or cmd_id its number");
        }
        return byName(name.textValue(), params(data));
    }

    private static Order byName(String name, ObjectNode params) throws CommandRefusedException {
        Optional<JsonCommand> json = JsonCommand.named(name);
        if (json.isPresent()) {
            return json.get().order(params);
        }
        Optional<BinaryCommand> binary = BinaryCommand.named(name);
        if (binary.isPresent()) {
            return binary.get().order(params);
        }
        String known = Stream.concat(
                        Arrays.stream(JsonCommand.values()).map(JsonCommand::spelling),
                        Arrays.stream(BinaryCommand.values()).map(BinaryCommand::name))
                .collect(Collectors.joining(", "));
        throw new CommandRefusedException(
                "command is " + Seen.of(name) + ", expected one of " + known + ", or cmd_id and a number");
    }

    private static Order byNumber(JsonNode number, ObjectNode data) throws CommandRefusedException {
        int cmdId = number.isIntegralNumber() && number.canConvertToInt() ? number.intValue() : -1;
        if (cmdId < 0 || cmdId > BinaryCommand.MOST_16_BITS) {
            throw new CommandRefusedException("cmd_id is " + Seen.of(number) + ", expected a whole number from 0 to "
                    + BinaryCommand.MOST_16_BITS);
        }
        String name = "cmd_id %d".formatted(cmdId);
        return new Order.Binary(name, cmdId, new Parameters(name, data).hex("data"), false);
    }

    private static ObjectNode params(ObjectNode data) throws CommandRefusedException {
        JsonNode params = data.path("params");
        if (params.isMissingNode() || params.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (params instanceof ObjectNode object) {
            return object;
        }
        throw new CommandRefusedException("params are " + Seen.of(params) + ", expected a JSON object");
    }

    private static Duration seconds(ObjectNode data, String name, Duration otherwise, Duration most)
            throws CommandRefusedException {
        JsonNode seconds = data.path(name);
        if (seconds.isMissingNode() || seconds.isNull()) {
            return otherwise;
        }
        double longest = most.toMillis() / 1000.0;
        if (!seconds.isNumber() || !(seconds.asDouble() >= 0.001) || seconds.asDouble() > longest) {
            throw new CommandRefusedException(
                    name + " is " + Seen.of(seconds) + ", expected seconds, more than 0 and at most " + longest);
        }
        return Duration.ofMillis(Math.round(seconds.asDouble() * 1000));
    }
}
