package io.mycostream.publisher;

import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.Envelope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an application wants published.
 *
 * @param channel the Redis channel
 * @param data whatever Jackson writes as one JSON object: a map, a record, a bean, an {@code ObjectNode}, a {@code
 *     RawValue} with the text of an object. It is read when it is published, so it must not change before that
 * @param source who publishes, for example {@code device:mushroom1}; null when not said, which an empty text counts as
 * @param timestamp when it happened; written as ISO 8601 in UTC with {@code Z}
 * @param messageId names this event and no other; receivers tell repetitions by it
 * @param replayed whether it comes late, from where it waited: newer events of other sources may have been published
 *     before it
 */
public record Event(
        String channel, Object data, @Nullable String source, Instant timestamp, String messageId, boolean replayed) {

    public Event {
        ChannelNames.check(channel);
        if (data == null) {
            throw new IllegalArgumentException("data must not be null");
        }
        if (timestamp == null) {
            throw new IllegalArgumentException("timestamp must not be null");
        }
        if (messageId == null || messageId.isBlank() || hasControl(messageId)) {
            throw new IllegalArgumentException(
                    "messageId must not be blank or hold control characters: \"" + messageId + '"');
        }
        if (source != null && source.isBlank()) {
            source = null;
        }
    }

    /** An event that was not kept waiting. */
    public Event(String channel, Object data, @Nullable String source, Instant timestamp, String messageId) {
        this(channel, data, source, timestamp, messageId, false);
    }

    /** An event that happens now, with a fresh UUID. */
    public static Event of(String channel, Object data, @Nullable String source) {
        // six decimals at most, as the other publishers write and their readers expect
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new Event(channel, data, source, now, UUID.randomUUID().toString());
    }

    private static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the same event with its data written as text and checked. That is most of the work of publishing it; who does it
     * before, where others do not have to wait for it, gains that time, and learns of data that cannot be published.
     *
     * @throws IllegalArgumentException if the data does not become one JSON object; its message says why
     */
    public Event checked() {
        return data instanceof CheckedText
                ? this
                : new Event(channel, CheckedText.of(data), source, timestamp, messageId, replayed);
    }

    /**
     * Returns what is to be published, without a position.
     *
     * @throws IllegalArgumentException if the data does not become one JSON object; its message says why
     */
    public Envelope toEnvelope() {
        return new Envelope(
                channel, CheckedText.of(data).json(), timestamp.toString(), source, messageId, null, replayed);
    }
}
