package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections one gateway takes: three, and twenty new ones a second. */
@QuarkusTest
@TestProfile(Small.class)
@WithTestResource(RedisAndKeys.class)
class NodeCapacityTest {

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
            assertThat(metrics.places("user")).isZero();
            assertThat(metrics.places("node")).isZero();
        });
    }

    @Test
    void sendsTheOneAwayThatWouldBeTooMany() {
        awaitRate();
        lab.socket("mushroom1").next();
        lab.socket("mushroom1").next();
        HttpWire third = lab.events("mushroom1");
        third.next();

        assertThat(lab.socketAs(tokens.ofSomebody())).isEqualTo("1013 Node at capacity, try again later");
        HttpWire answer = lab.events("mushroom1");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.fixedBody()).isEqualTo("{\"error\":\"Node at capacity, try again later\"}");
        // given back by another thread
        await().untilAsserted(() -> {
            assertThat(metrics.places("node")).isEqualTo(Small.CONNECTIONS);
            assertThat(metrics.places("user")).as("the refused hold nothing").isEqualTo(Small.CONNECTIONS);
        });

        third.close();
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> assertThat(lab.socketAs(tokens.ofSomebody())).isEqualTo("connected"));
    }

    @Test
    void looksAtNoTokenWhenThereAreTooManyNewOnesASecond() {
        awaitRate();
        double refused = metrics.refused("connection_rate");
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 3 * Small.NEW_ONES; i++) {
            try (HttpWire answer = HttpWire.request(
                    lab.port(), "GET /api/stream/devices/mushroom1 HTTP/1.1", "Authorization: Bearer bad.bad.bad")) {
                answers.add(answer.status() + " " + answer.fixedBody());
            }
        }

        assertThat(answers)
                .containsOnly(
                        "401 {\"error\":\"Invalid token\"}",
                        "503 {\"error\":\"Too many new connections, try again later\"}");
        assertThat(answers.subList(0, Small.NEW_ONES)).allMatch(answer -> answer.startsWith("401"));
        long sentAway =
                answers.stream().filter(answer -> answer.startsWith("503")).count();
        assertThat(metrics.refused("connection_rate")).isEqualTo(refused + sentAway);
        // what asks for no connection is answered as ever
        assertThat(lab.statusAs(tokens.ofSomebody())).isEqualTo("200");
    }

    @Test
    void answersSoManyRequestsASecondAndNoMore() {
        awaitRate();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 3 * Small.NEW_ONES; i++) {
            answers.add(lab.statusAs("bad.bad.bad"));
        }

        assertThat(answers.subList(0, Small.NEW_ONES)).containsOnly("401 Invalid token");
        assertThat(answers).contains("503 Too many new connections, try again later");
        lab.socket("mushroom1").next();
    }

    /** Until as many may come at once as can ever come at once. */
    private static void awaitRate() {
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
    }
}
