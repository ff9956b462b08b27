package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.demo.EventStream.ServerSentEvent;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisPublisher;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests to workers at several packaged gateways on one Redis. */
@Timeout(120)
class GeminivideoNodesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    /** GV-29, COM-32. */
    @Test
    void anIdInUseAtOneGatewayIsNobodyElsesAtAnother() throws Exception {
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder);
                Publisher worker =
                        RedisPublisher.builder().uri(gateways.redis().uri()).build()) {
            List<GatewayProcess> both = gateways.start(2, Map.of());
            GatewayProcess one = both.getFirst();
            GatewayProcess other = both.getLast();

            EventStream first = ask(one, "ana");
            assertThat(next(first).data()).contains("connected", "\"requestId\":\"r1\"");
            EventStream second = ask(other, "ben");
            assertThat(next(second).data()).contains("connected");
            assertThat(next(second).data()).contains("requestId is in use");
            await().atMost(LIMIT).until(second::ended);
            assertThat(second.taken()).isEmpty();

            worker.publish("creative_evaluation:r1", Map.of("chunk", "yes", "isComplete", true));
            assertThat(next(first).data()).contains("\"chunk\":\"yes\"");
            assertThat(next(first).name()).isEqualTo("complete");
            await().atMost(LIMIT).until(first::ended);

            // its work is done, which the other gateway learns in a moment
            await().atMost(LIMIT).until(() -> next(ask(other, "ben")).data().contains("\"requestId\":\"r1\""));
        }
    }

    private static EventStream ask(GatewayProcess node, String user) throws Exception {
        return EventStream.open(
                URI.create("http://127.0.0.1:" + node.port() + "/api/stream/evaluate-creative?content=x&requestId=r1"),
                node.tokens().issue(user, Duration.ofHours(1)));
    }

    private static ServerSentEvent next(EventStream events) throws Exception {
        return events.next(LIMIT).orElseThrow();
    }
}
