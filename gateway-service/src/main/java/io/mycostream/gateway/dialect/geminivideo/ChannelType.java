package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.publisher.wire.ChannelNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The families of channels: how their names begin on Redis, and what an event says it is when it does not say so itself. */
enum ChannelType {
    JOB_PROGRESS("job_progress", "job_progress", true),
    VIDEO_RENDER("video_render", "video_render_progress", true),
    AI_STREAM("ai_stream", "ai_stream_chunk", true),
    CAMPAIGN_METRICS("campaign_metrics", "campaign_metrics", true),
    AB_TEST_RESULTS("ab_test_results", "ab_test_result", true),
    ALERTS("alerts", "alert", true),
    LIVE_METRICS("live_metrics", "live_metric_update", true),
    COUNCIL_SCORE("council_score", "council_score_stream", false),
    CREATIVE_EVALUATION("creative_evaluation", "ai_evaluation_stream", false);

    /** What clients are told when they ask for another one. */
    static final String SUBSCRIBABLE = Arrays.stream(values())
            .filter(type -> type.subscribable)
            .map(type -> type.wire)
            .collect(Collectors.joining(", "));

    /** What clients are told when they ask for one that cannot be. */
    static final String IMPOSSIBLE = "the name of a channel must have at most " + ChannelNames.MAX_LENGTH
            + " characters, none of them a control character";

    private final String wire;
    private final String eventType;
    private final boolean subscribable;

    ChannelType(String wire, String eventType, boolean subscribable) {
        this.wire = wire;
        this.eventType = eventType;
        this.subscribable = subscribable;
    }

    /** As in the names of the channels. */
    String wire() {
        return wire;
    }

    /** The {@code type} of events that name none. */
    String eventType() {
        return eventType;
    }

    /** The channel of this family with these parts after its name, taken literally. */
    Channel channel(List<String> parts) {
        return new Channel(parts.isEmpty() ? wire : wire + ':' + String.join(":", parts));
    }

    Channel channel(String id) {
        return channel(List.of(id));
    }

    /** Whether the channel is of this family. */
    boolean includes(Channel channel) {
        return channel.name().equals(wire) || channel.name().startsWith(wire + ':');
    }

    /**
     * Whether anything can be published there. Redis would take any name, but an envelope has to repeat it, and half of a
     * surrogate pair would be confirmed under another one.
     */
    static boolean isPossible(Channel channel) {
        try {
            ChannelNames.check(channel.name());
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The family of a channel that clients of this API listen to. */
    static ChannelType of(Channel channel) {
        return Arrays.stream(values())
                .filter(type -> type.includes(channel))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(channel + " is none of geminivideo's channels"));
    }

    /** The family of this name, if a WebSocket client may subscribe to it. */
    static Optional<ChannelType> subscribable(String wire) {
        return Arrays.stream(values())
                .filter(type -> type.subscribable && type.wire.equals(wire))
                .findFirst();
    }
}
