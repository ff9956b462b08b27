package io.mycostream.gateway.app;

import static io.mycostream.gateway.app.PlanLab.numbers;
import static io.mycostream.gateway.app.PlanLab.subscribe;
import static io.mycostream.gateway.app.PlanLab.unique;
import static io.mycostream.gateway.app.PlanLab.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bounds of plan streaming, each with a clear word for who comes to it. */
@QuarkusTest
@TestProfile(BriefPlans.class)
@WithTestResource(RedisAndKeys.class)
class BriefPlansTest {

    @Inject
    Lab lab;

    @Inject
    PlanLab plans;

    @Inject
    Tokens tokens;

    @SuppressWarnings("NullAway.Init") // given by RedisAndKeys
    RedisServer redis;

    @BeforeEach
    void nobodyIsThere() {
        lab.awaitNobody();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private static JsonNode next(SocketClient client, String type) {
        // heartbeats come for ever, so that waiting alone would never end
        for (int others = 0; others < 100; others++) {
            JsonNode event = client.next();
            if (event.path("event_type").textValue().equals(type)) {
                return event;
            }
        }
        throw new AssertionError("no " + type + " among a hundred events");
    }

    /** VER-17, COM-24: an event and a PING frame, again and again, before anything is subscribed too. */
    @Test
    void pingsAtItsRhythm() {
        SocketClient client = plans.open("");
        client.next();

        for (JsonNode ping : client.next(3)) {
            assertThat(ping.path("event_type").textValue()).isEqualTo("ping");
            assertThat(ping.path("plan_id").textValue()).isEqualTo("system");
            assertThat(ping.path("data")).isEqualTo(Json.read("{}"));
        }
        assertThat(client.pings()).isGreaterThanOrEqualTo(2);
    }

    /** VER-8: over the whole API, whatever the plans; a place that becomes free is there again. */
    @Test
    void oneClientMoreThanThereIsRoomForIsSentAway() throws Exception {
        SocketClient first = plans.open("plan_id=a");
        first.next();
        for (int i = 1; i < BriefPlans.CLIENTS; i++) {
            plans.open("plan_id=b" + i).next();
        }

        SocketClient more = plans.open("");

        assertThat(more.awaitClose()).isEqualTo(new SocketClient.Close(1013, "Stream at capacity"));
        first.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            SocketClient another = plans.open("");
            try (another) {
                return another.nextText().contains("Connected to VERITAS");
            } catch (AssertionError stillFull) {
                return false;
            }
        });
    }

    /** VER-11: the bound is told, and what is subscribed goes on. */
    @Test
    void onePlanMoreThanAConnectionMayHaveIsRefused() {
        String group = unique("many");
        SocketClient client = plans.open("plan_id=" + PlanLab.encoded(group + 0));
        client.next();
        for (int i = 1; i <= BriefPlans.PLANS; i++) {
            subscribe(client, group + i);
        }

        assertThat(next(client, "error").path("data").path("message").textValue())
                .contains(BriefPlans.PLANS + " plans");
        unsubscribe(client, group + 0);
        subscribe(client, group + BriefPlans.PLANS);
        client.send("{\"action\":\"ping\"}");
        next(client, "pong");
        plans.publish(group + BriefPlans.PLANS, 7);
        assertThat(next(client, "step_progress").path("data").path("n").intValue())
                .isEqualTo(7);
    }

    /** VER-18: the last ones, in order, as many as configured; the history in Redis keeps to it with plain ones too. */
    @Test
    void keepsTheLastEvents() {
        String plan = unique("short");
        for (int n = 1; n <= BriefPlans.HISTORY + 4; n++) {
            if (n % 2 == 0) {
                plans.say(plan, n);
            } else {
                plans.publish(plan, n);
            }
        }

        await().untilAsserted(
                        () -> assertThat(numbers(plans.history(plan).json())).containsExactly(5, 6, 7, 8, 9));
        SocketClient late = plans.open("plan_id=" + PlanLab.encoded(plan));
        late.next();
        assertThat(next(late, "step_progress").path("data").path("n").intValue())
                .isEqualTo(5);
    }

    /** VER-20, COM-16: nobody in particular may hear, and not forget. */
    @Test
    void anonymousClientsForgetNothing() {
        HttpWire answer = lab.request("DELETE /api/v1/streaming/plans/p/history HTTP/1.1");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(Json.read(answer.fixedBody()).path("error").textValue()).isEqualTo("ADMIN role required");
        assertThat(lab.request("GET /api/v1/streaming/clients HTTP/1.1").status())
                .isEqualTo(200);
    }

    /** VER-7: all without a token are the same nobody, who may not take a user's id. */
    @Test
    void anonymousClientsTakeEachOthersIdsOnly() {
        String id = unique("anybody");
        SocketClient former = lab.socket(lab.to(PlanLab.path(id)));
        former.next();
        SocketClient present = lab.socket(lab.to(PlanLab.path(id)));
        present.next();
        assertThat(former.awaitClose()).isEqualTo(new SocketClient.Close(1000, "Replaced"));

        assertThat(plans.openAs(tokens.ofSomebody(), id, "").awaitClose().code())
                .isEqualTo(1008);
    }

    /** VER-24, VER-20, COM-10, COM-27: said plainly while Redis is away, and clients stay. */
    @Test
    void saysSoWhenTheHistoryIsNotToBeHad() throws Exception {
        String plan = unique("away");
        SocketClient client = plans.subscribed(plan);
        plans.publish(plan, 1);
        next(client, "step_progress");
        redis.kill();
        await().until(() -> lab.health("ready").statusCode() == 503);

        PlanLab.Answer history = plans.history(plan);
        PlanLab.Answer forget = plans.ask(
                "DELETE", "/plans/" + PlanLab.encoded(plan) + "/history", tokens.of(unique("admin"), "ADMIN"));

        assertThat(history.status()).isEqualTo(503);
        assertThat(history.json().path("error").textValue()).isEqualTo("History unavailable, try again later");
        assertThat(forget.status()).isEqualTo(503);
        redis.restart();
        await().atMost(Duration.ofSeconds(20)).until(() -> lab.health("ready").statusCode() == 200);
        plans.say(plan, 2);
        assertThat(next(client, "step_progress").path("data").path("n").intValue())
                .isEqualTo(2);
    }

    /** VER-24, COM-28: who asks for histories and takes none costs so much memory and no more, for so long and no longer. */
    @Test
    void historiesThatNobodyTakesAreBounded() {
        String plan = unique("large");
        String padding = "x".repeat(BriefPlans.RECOVERY_BYTES - 1_000);
        for (int n = 1; n <= BriefPlans.HISTORY; n++) {
            plans.message(
                    "veritas:plan:" + plan,
                    "{\"event_type\":\"step_progress\",\"data\":{\"n\":%d,\"x\":\"%s\"}}".formatted(n, padding));
        }
        await().untilAsserted(
                        () -> assertThat(numbers(plans.history(plan).json())).hasSize(BriefPlans.HISTORY));

        Wire lazy = lab.keep(Wire.to(lab.port(), 4_096));
        lazy.send("GET /api/v1/streaming/plans/" + PlanLab.encoded(plan)
                + "/history HTTP/1.1\r\nHost: localhost\r\n\r\n");

        await().untilAsserted(() -> assertThat(plans.history(plan).status()).isEqualTo(503));
        assertThat(plans.history(unique("empty")).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(plans.history(plan).status()).isEqualTo(200));
    }
}
