package io.mycostream.publisher.wire;

import org.jspecify.annotations.Nullable;

/**
 * One publication as it travels over Redis. {@link EnvelopeCodec} knows its text.
 *
 * @param channel the Redis channel it is published to, or was received from
 * @param data the text of one JSON object, exactly as published; nothing on the way reads it to write it again, so that
 *     large integers, the spelling of numbers and the order of members survive
 * @param timestamp as the publisher wrote it, possibly without a zone; null when it wrote none
 * @param source who published, for example {@code device:mushroom1}; null when not said
 * @param messageId the publisher's id; null when it gave none
 * @param position place in the channel's history; null when published without one, as by a plain {@code PUBLISH}
 * @param replayed whether the publisher says that it comes late, from where it waited
 */
public record Envelope(
        String channel,
        String data,
        @Nullable String timestamp,
        @Nullable String source,
        @Nullable String messageId,
        @Nullable Position position,
        boolean replayed) {

    public Envelope {
        if (!data.startsWith("{") || !data.endsWith("}")) {
            throw new IllegalArgumentException("data must be the text of one JSON object, from brace to brace");
        }
    }

    /** An envelope that was not kept waiting. */
    public Envelope(
            String channel,
            String data,
            @Nullable String timestamp,
            @Nullable String source,
            @Nullable String messageId,
            @Nullable Position position) {
        this(channel, data, timestamp, source, messageId, position, false);
    }
}
