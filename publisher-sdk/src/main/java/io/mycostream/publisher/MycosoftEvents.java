package io.mycostream.publisher;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RawJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of the four Mycosoft channels, in the shape their readers expect.
 *
 * <p>The objects in them are written as JSON at once, so they may change afterwards. A source that is null or blank
 * becomes the one the Mycosoft publishers use, such as {@code device:mushroom1}.
 *
 * <p>All methods throw {@link IllegalArgumentException} if an id, a status or a category is blank, or if an object does
 * not become a JSON object.
 */
public final class MycosoftEvents {

    private MycosoftEvents() {}

    /** Readings of one device. */
    public static Event deviceTelemetry(String deviceId, Object telemetry, @Nullable String source) {
        String data = "{\"device_id\":" + quoted("deviceId", deviceId) + ",\"telemetry\":"
                + DataText.of("telemetry", telemetry) + '}';
        return event(ChannelNames.DEVICES_TELEMETRY, data, source, "device:" + deviceId);
    }

    /**
     * How an agent is.
     *
     * @param status usually {@code healthy}, {@code degraded} or {@code error}
     * @param details null is written as an empty object
     */
    public static Event agentStatus(String agentId, String status, @Nullable Object details, @Nullable String source) {
        String data = "{\"agent_id\":" + quoted("agentId", agentId) + ",\"status\":" + quoted("status", status)
                + ",\"details\":" + DataText.of("details", details == null ? Map.of() : details) + '}';
        return event(ChannelNames.AGENTS_STATUS, data, source, "agent:" + agentId);
    }

    /** Measurements of an experiment. */
    public static Event experimentData(String experimentId, Object data, @Nullable String source) {
        String wrapped = "{\"experiment_id\":" + quoted("experimentId", experimentId) + ",\"data\":"
                + DataText.of("data", data) + '}';
        return event(ChannelNames.EXPERIMENTS_DATA, wrapped, source, "experiment:" + experimentId);
    }

    /**
     * A sighting.
     *
     * @param category {@code aircraft}, {@code vessel}, {@code satellite}, {@code weather} or another
     */
    public static Event crepUpdate(String category, Object data, @Nullable String source) {
        String wrapped =
                "{\"category\":" + quoted("category", category) + ",\"data\":" + DataText.of("data", data) + '}';
        return event(ChannelNames.CREP_LIVE, wrapped, source, "crep:" + category);
    }

    private static Event event(String channel, String data, @Nullable String source, String defaultSource) {
        boolean said = source != null && !source.isBlank();
        return Event.of(channel, new RawValue(data), said ? source : defaultSource);
    }

    private static String quoted(String argument, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    argument + " must not be blank: " + (value == null ? "null" : '"' + value + '"'));
        }
        return RawJson.quote(value);
    }
}
