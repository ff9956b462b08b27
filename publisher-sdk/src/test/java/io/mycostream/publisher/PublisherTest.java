package io.mycostream.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.publisher.wire.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls every {@link Publisher} has, and the events they make. */
class PublisherTest {

    /** Keeps in a list what it is told to publish. */
    private static final class Recorder implements Publisher {

        private final List<Event> waited = new ArrayList<>();
        private final List<Event> notWaited = new ArrayList<>();

        @Override
        public Published publish(Event event) {
            waited.add(event);
            return new Published(event.channel(), event.messageId(), new Position("e", 1));
        }

        @Override
        public CompletionStage<Published> publishAsync(Event event) {
            notWaited.add(event);
            return CompletableFuture.completedFuture(
                    new Published(event.channel(), event.messageId(), new Position("e", 1)));
        }

        @Override
        public void close() {}
    }

    private final Recorder publisher = new Recorder();

    /** SDK-2. */
    @Test
    void publishesDeviceTelemetry() {
        publisher.publishDeviceTelemetry("m1", Map.of("t", 22.5));
        publisher.publishDeviceTelemetry("m1", Map.of("t", 22.5), "lab");
        publisher.publishDeviceTelemetryAsync("m1", Map.of("t", 22.5));
        publisher.publishDeviceTelemetryAsync("m1", Map.of("t", 22.5), "lab");

        String data = "{\"device_id\":\"m1\",\"telemetry\":{\"t\":22.5}}";
        assertWaitedAndNot("devices:telemetry", data, "device:m1", data, "lab");
    }

    /** SDK-3, MYC-28. */
    @Test
    void publishesAgentStatus() {
        publisher.publishAgentStatus("ceo", "healthy");
        publisher.publishAgentStatus("ceo", "healthy", Map.of("tasks", 42));
        publisher.publishAgentStatus("ceo", "healthy", Map.of("tasks", 42), "lab");
        publisher.publishAgentStatusAsync("ceo", "healthy");
        publisher.publishAgentStatusAsync("ceo", "healthy", Map.of("tasks", 42));
        publisher.publishAgentStatusAsync("ceo", "healthy", Map.of("tasks", 42), "lab");

        String without = "{\"agent_id\":\"ceo\",\"status\":\"healthy\",\"details\":{}}";
        String with = "{\"agent_id\":\"ceo\",\"status\":\"healthy\",\"details\":{\"tasks\":42}}";
        assertWaitedAndNot("agents:status", without, "agent:ceo", with, "agent:ceo", with, "lab");
    }

    @Test
    void publishesExperimentData() {
        publisher.publishExperimentData("exp-1", Map.of("m", 1));
        publisher.publishExperimentData("exp-1", Map.of("m", 1), "lab");
        publisher.publishExperimentDataAsync("exp-1", Map.of("m", 1));
        publisher.publishExperimentDataAsync("exp-1", Map.of("m", 1), "lab");

        String data = "{\"experiment_id\":\"exp-1\",\"data\":{\"m\":1}}";
        assertWaitedAndNot("experiments:data", data, "experiment:exp-1", data, "lab");
    }

    @Test
    void publishesCrepUpdates() {
        publisher.publishCrepUpdate("vessel", Map.of("mmsi", 1));
        publisher.publishCrepUpdate("vessel", Map.of("mmsi", 1), "lab");
        publisher.publishCrepUpdateAsync("vessel", Map.of("mmsi", 1));
        publisher.publishCrepUpdateAsync("vessel", Map.of("mmsi", 1), "lab");

        String data = "{\"category\":\"vessel\",\"data\":{\"mmsi\":1}}";
        assertWaitedAndNot("crep:live", data, "crep:vessel", data, "lab");
    }

    @Test
    void publishesToAnyChannel() {
        publisher.publish("lab:a", Map.of("n", 1));
        publisher.publish("lab:a", Map.of("n", 1), "me");
        publisher.publishAsync("lab:a", Map.of("n", 1));
        publisher.publishAsync("lab:a", Map.of("n", 1), "me");

        assertWaitedAndNot("lab:a", "{\"n\":1}", null, "{\"n\":1}", "me");
    }

    @Test
    void takesABlankSourceForNone() {
        publisher.publishDeviceTelemetry("m1", Map.of(), " ");

        assertThat(publisher.waited).extracting(Event::source).containsExactly("device:m1");
    }

    @Test
    void readsTheDataBeforeItReturns() {
        Map<String, Object> telemetry = new HashMap<>(Map.of("t", 1));
        publisher.publishDeviceTelemetryAsync("m1", telemetry);

        telemetry.put("t", 2);

        assertThat(publisher.notWaited.getFirst().toEnvelope().data()).contains("{\"t\":1}");
    }

    @Test
    void quotesIdsForJson() {
        publisher.publishDeviceTelemetry("große \"1\"\n", Map.of());

        assertThat(publisher.waited.getFirst().toEnvelope().data())
                .isEqualTo("{\"device_id\":\"große \\\"1\\\"\\u000a\",\"telemetry\":{}}");
    }

    /** SDK-4. */
    @ParameterizedTest
    @ValueSource(strings = {"", " \t"})
    void refusesBlankIds(String blank) {
        String end = " must not be blank: \"" + blank + '"';
        assertThatThrownBy(() -> publisher.publishDeviceTelemetry(blank, Map.of()))
                .hasMessage("deviceId" + end);
        assertThatThrownBy(() -> publisher.publishAgentStatus(blank, "healthy")).hasMessage("agentId" + end);
        assertThatThrownBy(() -> publisher.publishAgentStatus("ceo", blank)).hasMessage("status" + end);
        assertThatThrownBy(() -> publisher.publishExperimentData(blank, Map.of()))
                .hasMessage("experimentId" + end);
        assertThatThrownBy(() -> publisher.publishCrepUpdate(blank, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("category" + end);
        assertThat(publisher.waited).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // callers outside may not be checked
    void refusesNulls() {
        assertThatThrownBy(() -> publisher.publishDeviceTelemetry(null, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deviceId must not be blank: null");
        assertThatThrownBy(() -> publisher.publishDeviceTelemetry("m1", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("telemetry must not be null");
    }

    @Test
    void refusesTelemetryThatIsNoObject() {
        assertThatThrownBy(() -> publisher.publishDeviceTelemetryAsync("m1", List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("telemetry of type ")
                .hasMessageEndingWith("must become a JSON object: expected a JSON object, got an array");
        assertThat(publisher.notWaited).isEmpty();
    }

    /** Compares both lists with pairs of data and source. */
    private void assertWaitedAndNot(String channel, @Nullable String... dataAndSource) {
        for (List<Event> events : List.of(publisher.waited, publisher.notWaited)) {
            assertThat(events).extracting(Event::channel).containsOnly(channel);
            List<@Nullable String> seen = new ArrayList<>();
            for (Event event : events) {
                seen.add(event.toEnvelope().data());
                seen.add(event.source());
            }
            assertThat(seen).containsExactly(dataAndSource);
        }
    }
}
