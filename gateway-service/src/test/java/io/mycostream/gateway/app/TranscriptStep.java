package io.mycostream.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of a {@link Transcript}: somebody does something, or is told something. */
sealed interface TranscriptStep {

    /** Who connects from now on under this client's name. */
    record As(Who who, Optional<String> user) implements TranscriptStep {}

    /** What a client has to show. */
    enum Who {
        SOMEBODY,
        OBSERVER,
        ADMIN,
        AUTHORITY,
        ROOT,
        /** Shows no token. */
        ANONYMOUS,
        /** Shows a token that is past. */
        EXPIRED,
        /** Shows a token that nobody has signed. */
        FORGED
    }

    record OpenSocket(String target, List<String> headers) implements TranscriptStep {}

    record OpenEvents(String target, List<String> headers) implements TranscriptStep {}

    /**
     * A request with one answer.
     *
     * @param soon whether it is repeated until the answer is the expected one
     */
    record Request(String method, String target, List<String> headers, boolean soon) implements TranscriptStep {}

    record Send(Form form, String text) implements TranscriptStep {}

    /** How a client's text travels. */
    enum Form {
        TEXT,
        BINARY,
        FRAGMENTS
    }

    /** Published as an envelope, by the SDK. */
    record Publish(String channel, Optional<String> source, Optional<String> id, Optional<Instant> time, String data)
            implements TranscriptStep {}

    /** Somebody listens on Redis from now on. */
    record Hear(String channel) implements TranscriptStep {}

    /** The next message that was published there. */
    record Heard(String channel, JsonNode message) implements TranscriptStep {}

    /** Published as it stands. */
    record PublishPlain(String channel, String text) implements TranscriptStep {}

    /** The client leaves, over WebSocket with a close frame whose code has to come back. */
    record Leave(int code) implements TranscriptStep {}

    /** The client's connection is reset. */
    record Vanish() implements TranscriptStep {}

    /** What a client is told. */
    sealed interface Expected extends TranscriptStep {}

    /** The next WebSocket message or server-sent event; the first three are null where there is to be none. */
    record Message(
            @Nullable String event,
            @Nullable String id,
            @Nullable String retry,
            JsonNode data) implements Expected {}

    record Comment(String text) implements Expected {}

    /** The gateway closes a WebSocket; null for any reason. */
    record Closed(int code, @Nullable String reason) implements Expected {}

    /** The gateway ends the response. */
    record Ended() implements Expected {}

    /** The answer's status; null for any body. */
    record Status(int code, @Nullable JsonNode body) implements Expected {}

    record Header(String name, String value) implements Expected {}

    /** Nothing comes. */
    record Nothing() implements TranscriptStep {}
}
