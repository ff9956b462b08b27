package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.HexFormat;

/** How a command is put on a way: as a frame with a number, or as a message that names it. */
@FunctionalInterface
interface Wording {

    /**
     * A command in words.
     *
     * @param seq the number that its answer repeats; 0 where answers name the command
     * @param wire what is sent
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, never compared
    record Words(long seq, byte[] wire) {}

    Words word(Command command);

    /** As frames, numbered by the gateway's counter of the link. */
    static Wording frames(GatewayNumbers numbers) {
        return command -> {
            GatewayNumbers.Numbered frame = numbers.command(command.order());
            return new Words(frame.seq(), frame.wire());
        };
    }

    /** As messages, one JSON object each. */
    static Wording messages() {
        return command -> {
            ObjectNode message = JsonNodeFactory.instance.objectNode();
            message.put("command_id", command.id());
            switch (command.order()) {
                case Order.Json json ->
                    message.put("cmd", json.name()).putRawValue("params", new RawValue(json.params()));
                case Order.Binary binary ->
                    message.put("cmd_id", binary.number())
                            .put("data", HexFormat.of().formatHex(binary.data()));
            }
            return new Words(0, message.toString().getBytes(UTF_8));
        };
    }
}
