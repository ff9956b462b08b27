package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.publisher.wire.RawJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kinds of events. Each has a channel of its own, and members of its data that name the streams it belongs to. */
enum EventType {
    AGENT_STATUS("agent.status", null, "agent_id"),
    CALCULATION_PROGRESS("calculation.progress", "job_id", "agent_id"),
    ALARM_UPDATE("alarm.update", null, "agent_id"),
    METRICS_UPDATE("metrics.update", null, "source_id"),
    JOB_COMPLETE("job.complete", null, "agent_id"),
    ERROR("error", null, "agent_id");

    private static final Map<Channel, EventType> BY_CHANNEL =
            Arrays.stream(values()).collect(Collectors.toMap(EventType::channel, type -> type));

    private final String wireName;
    private final String channelName;
    private final @Nullable String jobMember;
    private final String agentMember;

    EventType(String wireName, @Nullable String jobMember, String agentMember) {
        this.wireName = wireName;
        this.channelName = "greenlang:" + wireName.replace('.', ':');
        this.jobMember = jobMember;
        this.agentMember = agentMember;
    }

    /** The one whose events this channel carries. */
    static EventType of(Channel channel) {
        EventType type = BY_CHANNEL.get(channel);
        if (type == null) {
            throw new IllegalArgumentException("no GreenLang event comes from the channel " + channel.name());
        }
        return type;
    }

    /** What clients call it. */
    String wireName() {
        return wireName;
    }

    Channel channel() {
        return new Channel(channelName);
    }

    /** The streams besides the global one that an event with these members belongs to; who has no id has no stream. */
    List<String> streams(Map<String, String> data) {
        return Stream.of(stream(data, jobMember, StreamName::ofJob), stream(data, agentMember, StreamName::ofAgent))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> stream(
            Map<String, String> data, @Nullable String member, UnaryOperator<String> named) {
        return RawJson.string(data.get(member)).filter(id -> !id.isEmpty()).map(named);
    }
}
