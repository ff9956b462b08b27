package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the workers are asked for on behalf of one client, and where they are to answer.
 *
 * @param type family of the channels of question and answer
 * @param data what they are told
 * @param namedByClient whether its id is the client's own
 * @param user who asks
 */
record WorkRequest(ChannelType type, String requestId, String data, boolean namedByClient, Optional<String> user) {

    /** The last part of the channel on which workers hear requests; no request can have it as its id. */
    static final String REQUESTS = "requests";

    /** Asks the council for its scores. */
    static WorkRequest councilScore(Parameters parameters, Optional<String> user) throws FaultyAddressException {
        Optional<String> videoUrl = parameters.optional("videoUrl");
        Optional<String> transcript = parameters.optional("transcript");
        if (videoUrl.isEmpty() || transcript.isEmpty()) {
            throw new FaultyAddressException("Missing required parameters: videoUrl, transcript");
        }
        String requestId = parameters.requestId();
        return new WorkRequest(
                ChannelType.COUNCIL_SCORE,
                requestId,
                addressed(ChannelType.COUNCIL_SCORE, requestId)
                        .string("videoUrl", videoUrl.get())
                        .string("transcript", transcript.get())
                        .raw("features", object(parameters.optional("features").orElse("{}")))
                        .string("userId", orNull(user))
                        .end(),
                parameters.optional("requestId").isPresent(),
                user);
    }

    /** Asks for the evaluation of a text. */
    static WorkRequest evaluation(Parameters parameters, Optional<String> user) throws FaultyAddressException {
        Optional<String> content = parameters.optional("content");
        if (content.isEmpty()) {
            throw new FaultyAddressException("Missing required parameter: content");
        }
        String requestId = parameters.requestId();
        return new WorkRequest(
                ChannelType.CREATIVE_EVALUATION,
                requestId,
                addressed(ChannelType.CREATIVE_EVALUATION, requestId)
                        .string("content", content.get())
                        .string("type", orNull(parameters.optional("type")))
                        .string("creativeId", orNull(parameters.optional("creativeId")))
                        .string("userId", orNull(user))
                        .end(),
                parameters.optional("requestId").isPresent(),
                user);
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.orElse(null);
    }

    private static JsonText addressed(ChannelType type, String requestId) {
        return new JsonText()
                .string("requestId", requestId)
                .string("replyChannel", type.channel(requestId).name());
    }

    /** The text itself if it is one JSON object, otherwise an empty one. */
    private static String object(String json) {
        try {
            RawJson.members(json);
            return json.strip();
        } catch (RawJsonException _) {
            return "{}";
        }
    }

    /** Where the workers answer. */
    Channel replyChannel() {
        return type.channel(requestId);
    }

    /** Where they hear requests. */
    Channel channel() {
        return type.channel(REQUESTS);
    }

    /** The message that asks them. */
    String message(Instant now) {
        return EnvelopeCodec.encode(new Envelope(
                channel().name(),
                data,
                now.toString(),
                "gateway",
                UUID.randomUUID().toString(),
                null));
    }
}
