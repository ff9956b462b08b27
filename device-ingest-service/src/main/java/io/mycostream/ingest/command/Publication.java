package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.publisher.wire.Envelope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How a command came here.
 *
 * @param at when it was given
 * @param claim what tells it apart where the command has no id; empty when no other process can have it
 */
public record Publication(Instant at, Optional<Claim> claim) {

    /** A publication that nothing names is known by its text; the same text after this is another one. */
    private static final Duration SAME_TEXT = Duration.ofSeconds(2);

    /** A command that was given to this process alone. */
    public static Publication toThisProcess(Instant now) {
        return new Publication(now, Optional.empty());
    }

    /**
     * A command that was published to all processes.
     *
     * @param remembered for how long a publication is known by its id
     * @throws CommandRefusedException if its time is none
     */
    static Publication of(Envelope envelope, Instant now, Duration remembered) throws CommandRefusedException {
        String timestamp = envelope.timestamp();
        Instant at = timestamp == null ? now : instant(timestamp);
        return new Publication(at.isAfter(now) ? now : at, Optional.of(claim(envelope, remembered)));
    }

    static Claim claim(Envelope envelope, Duration remembered) {
        String messageId = envelope.messageId();
        return messageId == null || messageId.isBlank()
                ? claim(envelope.data().getBytes(UTF_8))
                : new Claim("message-" + digest(messageId.getBytes(UTF_8)), remembered);
    }

    static Claim claim(byte[] text) {
        return new Claim("text-" + digest(text), SAME_TEXT);
    }

    /** With a zone or without one, which stands for UTC. */
    private static Instant instant(String timestamp) throws CommandRefusedException {
        try {
            return OffsetDateTime.parse(timestamp).toInstant();
        } catch (DateTimeException _) {
            try {
                return LocalDateTime.parse(timestamp).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                throw new CommandRefusedException(
                        "timestamp is " + Seen.of(timestamp) + ", expected ISO 8601, for example 2026-02-12T10:30:00Z");
            }
        }
    }

    private static String digest(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
