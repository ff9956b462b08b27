package io.mycostream.publisher;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to channels.
 *
 * <p>Every publication comes to an end the caller sees: it is confirmed, or it fails with {@link PublishException}. None
 * is dropped in silence and none is tried a second time, because only the caller knows whether that does harm. To try
 * again, publish the same {@link Event}: receivers tell a repetition by its id.
 *
 * <p>Arguments are checked, and the data is read, on the calling thread before anything is published. A violation is
 * thrown as {@link IllegalArgumentException} by both forms of each call.
 *
 * <p>Implementations are safe for use by many threads. Publications of one thread keep their order.
 */
public interface Publisher extends AutoCloseable {

    /**
     * Publishes an event and waits for the confirmation.
     *
     * @throws PublishException if it was not confirmed
     */
    Published publish(Event event);

    /**
     * Publishes an event without waiting.
     *
     * @return completes when the publication is confirmed, or fails with {@link PublishException}; on which thread, the
     *     implementation says
     */
    CompletionStage<Published> publishAsync(Event event);

    /** Stops taking publications, and gives the waiting ones limited time to be confirmed; then they fail. */
    @Override
    void close();

    /** Publishes data to a channel, now, without a source, and waits. */
    default Published publish(String channel, Object data) {
        return publish(channel, data, null);
    }

    /** Publishes data to a channel, now, and waits. */
    default Published publish(String channel, Object data, @Nullable String source) {
        return publish(Event.of(channel, data, source));
    }

    /** Publishes data to a channel, now, without a source and without waiting. */
    default CompletionStage<Published> publishAsync(String channel, Object data) {
        return publishAsync(channel, data, null);
    }

    /** Publishes data to a channel, now, without waiting. */
    default CompletionStage<Published> publishAsync(String channel, Object data, @Nullable String source) {
        return publishAsync(Event.of(channel, data, source));
    }

    /** Publishes readings of a device, with source {@code device:<deviceId>}, and waits. */
    default Published publishDeviceTelemetry(String deviceId, Object telemetry) {
        return publish(MycosoftEvents.deviceTelemetry(deviceId, telemetry, null));
    }

    /** Publishes readings of a device, and waits. */
    default Published publishDeviceTelemetry(String deviceId, Object telemetry, @Nullable String source) {
        return publish(MycosoftEvents.deviceTelemetry(deviceId, telemetry, source));
    }

    /** Publishes readings of a device, with source {@code device:<deviceId>}, without waiting. */
    default CompletionStage<Published> publishDeviceTelemetryAsync(String deviceId, Object telemetry) {
        return publishAsync(MycosoftEvents.deviceTelemetry(deviceId, telemetry, null));
    }

    /** Publishes readings of a device, without waiting. */
    default CompletionStage<Published> publishDeviceTelemetryAsync(
            String deviceId, Object telemetry, @Nullable String source) {
        return publishAsync(MycosoftEvents.deviceTelemetry(deviceId, telemetry, source));
    }

    /** Publishes how an agent is, with source {@code agent:<agentId>} and without details, and waits. */
    default Published publishAgentStatus(String agentId, String status) {
        return publish(MycosoftEvents.agentStatus(agentId, status, null, null));
    }

    /** Publishes how an agent is, with source {@code agent:<agentId>}, and waits. */
    default Published publishAgentStatus(String agentId, String status, Object details) {
        return publish(MycosoftEvents.agentStatus(agentId, status, details, null));
    }

    /** Publishes how an agent is, and waits. */
    default Published publishAgentStatus(String agentId, String status, Object details, @Nullable String source) {
        return publish(MycosoftEvents.agentStatus(agentId, status, details, source));
    }

    /** Publishes how an agent is, with source {@code agent:<agentId>} and without details, without waiting. */
    default CompletionStage<Published> publishAgentStatusAsync(String agentId, String status) {
        return publishAsync(MycosoftEvents.agentStatus(agentId, status, null, null));
    }

    /** Publishes how an agent is, with source {@code agent:<agentId>}, without waiting. */
    default CompletionStage<Published> publishAgentStatusAsync(String agentId, String status, Object details) {
        return publishAsync(MycosoftEvents.agentStatus(agentId, status, details, null));
    }

    /** Publishes how an agent is, without waiting. */
    default CompletionStage<Published> publishAgentStatusAsync(
            String agentId, String status, Object details, @Nullable String source) {
        return publishAsync(MycosoftEvents.agentStatus(agentId, status, details, source));
    }

    /** Publishes measurements of an experiment, with source {@code experiment:<experimentId>}, and waits. */
    default Published publishExperimentData(String experimentId, Object data) {
        return publish(MycosoftEvents.experimentData(experimentId, data, null));
    }

    /** Publishes measurements of an experiment, and waits. */
    default Published publishExperimentData(String experimentId, Object data, @Nullable String source) {
        return publish(MycosoftEvents.experimentData(experimentId, data, source));
    }

    /** Publishes measurements of an experiment, with source {@code experiment:<experimentId>}, without waiting. */
    default CompletionStage<Published> publishExperimentDataAsync(String experimentId, Object data) {
        return publishAsync(MycosoftEvents.experimentData(experimentId, data, null));
    }

    /** Publishes measurements of an experiment, without waiting. */
    default CompletionStage<Published> publishExperimentDataAsync(
            String experimentId, Object data, @Nullable String source) {
        return publishAsync(MycosoftEvents.experimentData(experimentId, data, source));
    }

    /** Publishes a sighting, with source {@code crep:<category>}, and waits. */
    default Published publishCrepUpdate(String category, Object data) {
        return publish(MycosoftEvents.crepUpdate(category, data, null));
    }

    /** Publishes a sighting, and waits. */
    default Published publishCrepUpdate(String category, Object data, @Nullable String source) {
        return publish(MycosoftEvents.crepUpdate(category, data, source));
    }

    /** Publishes a sighting, with source {@code crep:<category>}, without waiting. */
    default CompletionStage<Published> publishCrepUpdateAsync(String category, Object data) {
        return publishAsync(MycosoftEvents.crepUpdate(category, data, null));
    }

    /** Publishes a sighting, without waiting. */
    default CompletionStage<Published> publishCrepUpdateAsync(String category, Object data, @Nullable String source) {
        return publishAsync(MycosoftEvents.crepUpdate(category, data, source));
    }
}
