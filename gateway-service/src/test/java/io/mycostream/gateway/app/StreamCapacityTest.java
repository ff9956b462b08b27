package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many clients one stream may have: three, whoever they are and however they are connected. */
@QuarkusTest
@TestProfile(Crowded.class)
@WithTestResource(RedisAndKeys.class)
class StreamCapacityTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
        await().untilAsserted(() -> {
            assertThat(metrics.places("stream")).isZero();
            assertThat(metrics.places("user")).isZero();
            assertThat(metrics.places("node")).isZero();
        });
    }

    private HttpWire anonymous() {
        return lab.request("GET /api/stream/devices/mushroom1 HTTP/1.1");
    }

    // COM-16, section 4
    @Test
    void refusesTheOneThatWouldExceedItOnEitherTransport() {
        double refused = metrics.refused("stream_full");
        lab.socketWire("mushroom1").next();
        HttpWire second = lab.events("mushroom2");
        second.next();
        anonymous().next();
        assertThat(metrics.places("stream")).isEqualTo(Crowded.CLIENTS);
        assertThat(metrics.places("user")).isEqualTo(2);

        assertThat(lab.socketAs(tokens.ofSomebody())).isEqualTo("1013 Stream at capacity");
        HttpWire answer = anonymous();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.fixedBody()).isEqualTo("{\"error\":\"Stream at capacity\"}");
        assertThat(answer.header("Retry-After"))
                .hasValueSatisfying(seconds -> assertThat(seconds).containsOnlyDigits());
        assertThat(metrics.refused("stream_full")).isEqualTo(refused + 2);
        assertThat(metrics.places("user")).as("the refused hold nothing").isEqualTo(2);

        second.reset();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(lab.socketAs(tokens.ofSomebody())).isEqualTo("connected"));
    }

    // COM-22: cap, then capacity
    @Test
    void saysFirstThatTheUserHasTooMany() {
        String token = tokens.ofSomebody();
        lab.socketWithToken("mushroom1", token).next();
        lab.socketWithToken("mushroom1", token).next();
        anonymous().next();

        assertThat(lab.socketAs(token)).isEqualTo("1008 Connection limit exceeded");
        assertThat(lab.socketAs("bad.bad.bad")).isEqualTo("1008 Invalid token");
    }
}
