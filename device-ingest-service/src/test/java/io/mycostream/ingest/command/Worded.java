package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.LongStream;

/**
 * A command as somebody gave it, and as it leaves for its board: the way through this package, for the fuzz target.
 *
 * @param given what was written
 * @param command what was read of it
 * @param seq the number of its frame
 * @param wire its frame
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared
public record Worded(ObjectNode given, Command command, long seq, byte[] wire) {

    private static final Instant NOW = Instant.parse("2026-11-20T07:00:00Z");
    private static final int OTHERS = 64;

    private static final CommandLimits LIMITS = new CommandLimits(
            16,
            256,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMillis(500),
            4,
            Duration.ofSeconds(1),
            Duration.ofHours(1));

    private static final CommandReader READER = new CommandReader(LIMITS);

    /** Takes a message of the channel, as {@link CommandIntake} does. */
    public static Worded published(byte[] message, long first) throws CommandRefusedException, EnvelopeFormatException {
        Envelope envelope = EnvelopeCodec.decode(CommandIntake.CHANNEL, message);
        return of(CommandReader.object(envelope.data()), Publication.of(envelope, NOW, LIMITS.remember()), first);
    }

    /** Takes the body of a request, as the REST resource does. */
    public static Worded posted(String deviceId, String body, long first) throws CommandRefusedException {
        return of(CommandReader.object(body).put("device_id", deviceId), Publication.toThisProcess(NOW), first);
    }

    private static Worded of(ObjectNode given, Publication publication, long first) throws CommandRefusedException {
        Command command = READER.read(given, publication);
        Wording.Words words = Wording.frames(new GatewayNumbers(first)).word(command);
        return new Worded(given, command, words.seq(), words.wire());
    }

    public boolean isJson() {
        return command.order() instanceof Order.Json;
    }

    public boolean holdsLineEnd() {
        return GatewayNumbers.holdsLineEnd(wire);
    }

    /**
     * Whether it holds a line end that comes of its number. Data holds them too, or its stuffing does, and then few of the
     * numbers behind this one lead to none: those whose sum happens to shorten a run.
     */
    public boolean holdsLineEndInVain() {
        if (!holdsLineEnd()) {
            return false;
        }
        byte[] payload = command.order().payload(0);
        // one after the other: a whole range that is left out counts once, as the number behind it
        long free = LongStream.iterate(after(seq), Worded::after)
                .limit(OTHERS)
                .mapToObj(number -> MdpFrame.of(header(number), payload).encode())
                .filter(frame -> !GatewayNumbers.holdsLineEnd(frame))
                .count();
        return free > OTHERS / 2;
    }

    private static long after(long number) {
        return GatewayNumbers.withoutLineEnd(number + 1 & 0xFFFF_FFFFL);
    }

    /** The header of a frame that tells this command under a number. */
    public MdpHeader header(long number) {
        return new MdpHeader(
                2,
                number,
                0,
                MdpFlag.ACK_REQUESTED.bit(),
                MdpEndpoint.GATEWAY.code(),
                command.order().target().code());
    }

    /** The message that is told where boards get no frames. */
    public ObjectNode message() throws IllegalStateException {
        try {
            return CommandReader.object(
                    new String(Wording.messages().word(command).wire(), UTF_8));
        } catch (CommandRefusedException e) {
            throw new IllegalStateException("a message that is no object", e);
        }
    }

    /** Whether a decoded frame, or a message, says what was given. */
    public boolean says(ObjectNode told) {
        return switch (command.order()) {
            case Order.Json(String name, var _, var _, var _, var _) ->
                name.equals(given.path("command").textValue())
                        && name.equals(told.path("cmd").textValue())
                        && asGiven(params()).equals(asGiven(told).path("params"));
            case Order.Binary(var _, int number, byte[] data, var _) ->
                told.path("cmd_id").asInt(-1) == number
                        && told.path("data").asText().equals(HexFormat.of().formatHex(data));
        };
    }

    private ObjectNode params() {
        return given.path("params") instanceof ObjectNode params ? params : JsonNodeFactory.instance.objectNode();
    }

    /** As it reads once it was written: 0e0 is written 0, which is a number of another type. */
    private static ObjectNode asGiven(ObjectNode told) {
        try {
            return CommandReader.object(told.toString());
        } catch (CommandRefusedException e) {
            throw new IllegalStateException("an object that is none", e);
        }
    }
}
