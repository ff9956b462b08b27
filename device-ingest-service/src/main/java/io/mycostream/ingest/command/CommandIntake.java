package io.mycostream.ingest.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Takes what is published for boards, as an envelope or as the bare object, to {@link Commands}. */
public final class CommandIntake {

    /** The channel that commands are published to. */
    public static final String CHANNEL = "devices:commands";

    /** A command, and an envelope around it. */
    private static final int MOST_BYTES = 2 * CommandReader.MAX_BYTES;

    private final CommandLimits limits;
    private final CommandReader reader;
    private final Commands commands;
    private final InstantSource clock;

    /** Takes where commands go. */
    public CommandIntake(CommandLimits limits, CommandReader reader, Commands commands, InstantSource clock) {
        this.limits = limits;
        this.reader = reader;
        this.commands = commands;
        this.clock = clock;
    }

    /** Takes a message of the channel. What is no command is said in a result. */
    public void received(byte[] message) {
        if (message.length > MOST_BYTES) {
            refuse(message, "the message has " + message.length + " bytes, expected at most " + MOST_BYTES);
            return;
        }
        try {
            received(EnvelopeCodec.decode(CHANNEL, message));
        } catch (EnvelopeFormatException e) {
            refuse(message, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(byte[] message, String why) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        commands.refuse(nameless(nothing, Publication.claim(message)), why);
    }

    private void received(Envelope envelope) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        try {
            data = CommandReader.object(envelope.data());
            commands.givePublished(reader.read(data, Publication.of(envelope, clock.instant(), limits.remember())));
        } catch (CommandRefusedException e) {
            commands.refuse(
                    nameless(data, Publication.claim(envelope, limits.remember())), String.valueOf(e.getMessage()));
        }
    }

    /** As much as can be known of what is no command, so that whoever gave it finds its result. */
    private Command nameless(ObjectNode data, Claim claim) {
        Optional<String> id = CommandReader.idOf(data);
        return new Command(
                id.orElseGet(() -> UUID.randomUUID().toString()),
                Optional.of(id.map(given -> new Claim(given, limits.remember())).orElse(claim)),
                Seen.of(data.path("device_id").asText("")),
                Optional.empty(),
                new Order.Json(Seen.of(data.path("command").asText("")), "{}", MdpEndpoint.SIDE_A, Answer.ACK, false),
                limits.timeout(),
                clock.instant());
    }
}
