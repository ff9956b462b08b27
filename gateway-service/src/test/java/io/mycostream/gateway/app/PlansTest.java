package io.mycostream.gateway.app;

import static io.mycostream.gateway.app.PlanLab.numbers;
import static io.mycostream.gateway.app.PlanLab.subscribe;
import static io.mycostream.gateway.app.PlanLab.unique;
import static io.mycostream.gateway.app.PlanLab.unsubscribe;
import static io.mycostream.gateway.app.PlanLab.upToPong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans over WebSocket, with their histories. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class PlansTest {

    @Inject
    Lab lab;

    @Inject
    PlanLab plans;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    /** Waits until everything that was published has reached the history, which the gateways write for plain ones. */
    private void awaitKept(String plan, int events) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> plans.history(plan).json().path("event_count").intValue() == events);
    }

    /** VER-5, VER-1, VER-4. */
    @Test
    void welcomes() {
        JsonNode welcome = plans.open("").next();

        assertThat(welcome.path("event_type").textValue()).isEqualTo("ping");
        assertThat(welcome.path("plan_id").textValue()).isEqualTo("system");
        assertThat(welcome.path("step_id").isNull()).isTrue();
        assertThat(welcome.path("data"))
                .isEqualTo(Json.read("{\"message\":\"Connected to VERITAS streaming service\"}"));
        assertThat(welcome.path("timestamp").textValue()).endsWith("Z");
        assertThat(welcome.path("event_id").textValue()).isNotEmpty();
        assertThat(welcome.size()).isEqualTo(6);
    }

    /** VER-6, VER-10, VER-18: what was published while nobody was there; once. */
    @Test
    void planOfTheAddressBeginsWithItsHistory() {
        String plan = unique("late");
        for (int n = 1; n <= 5; n++) {
            plans.publish(plan, n);
        }
        plans.say(plan, 6);
        awaitKept(plan, 6);

        SocketClient client = plans.open("plan_id=" + PlanLab.encoded(plan));
        assertThat(client.next().path("event_type").textValue()).isEqualTo("ping");
        subscribe(client, plan);

        assertThat(numbers(upToPong(client))).isEqualTo(range(1, 6));
        plans.publish(plan, 7);
        assertThat(client.next().path("data").path("n").intValue()).isEqualTo(7);
    }

    /** VER-9, COM-9: subscribed again and again while a publisher does not stop: no gap, no repetition, no reordering. */
    @Test
    void seamIsNoneWhileEventsFlow() {
        String plan = unique("flow");
        AtomicInteger last = new AtomicInteger();
        try (ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor()) {
            publisher.scheduleAtFixedRate(
                    () -> plans.publish(plan, last.incrementAndGet()), 0, 2, TimeUnit.MILLISECONDS);
            await().until(() -> last.get() > 20);
            for (int round = 0; round < 12; round++) {
                SocketClient client = plans.open(round % 2 == 0 ? "" : "plan_id=" + PlanLab.encoded(plan));
                client.next();
                subscribe(client, plan);
                List<Integer> seen = new ArrayList<>(numbers(upToPong(client)));
                int atLeast = last.get() + 20;
                while (seen.isEmpty() || seen.getLast() < atLeast) {
                    seen.add(client.next().path("data").path("n").intValue());
                }
                assertThat(seen).isEqualTo(range(seen.getFirst(), seen.getLast()));
                assertThat(seen.getFirst()).isLessThanOrEqualTo(Math.max(1, atLeast - 900));
                unsubscribe(client, plan);
                upToPong(client);
                client.close();
            }
            publisher.shutdownNow();
        }
    }

    /** VER-10, VER-12: nothing after the pong, and everything again after the next subscribe. */
    @Test
    void unsubscribingEndsItAndSubscribingReplaysAgain() {
        String plan = unique("again");
        SocketClient client = plans.subscribed(plan);
        plans.publish(plan, 1);
        assertThat(client.next().path("data").path("n").intValue()).isEqualTo(1);

        unsubscribe(client, plan);
        unsubscribe(client, plan);
        unsubscribe(client, unique("never subscribed"));
        assertThat(upToPong(client)).isEmpty();
        plans.publish(plan, 2);
        awaitKept(plan, 2);
        assertThat(upToPong(client)).isEmpty();

        subscribe(client, plan);
        assertThat(numbers(upToPong(client))).isEqualTo(range(1, 2));
    }

    /** VER-11: many plans on one connection, and no event of any other. */
    @Test
    void hearsAllItsPlansAndNoOthers() {
        String group = unique("group");
        SocketClient client = plans.open("");
        client.next();
        for (int i = 0; i < 60; i++) {
            subscribe(client, group + i);
        }
        assertThat(upToPong(client)).isEmpty();

        for (int i = 0; i < 60; i++) {
            plans.publish(group + "-other-" + i, 1000 + i);
            plans.publish(group + i, i);
        }

        assertThat(client.next(60))
                .extracting(event -> event.path("plan_id").textValue())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 60).mapToObj(i -> group + i).toList());
        assertThat(upToPong(client)).isEmpty();
    }

    /** VER-2, COM-31: ids of any form, over WebSocket and REST. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "lab:7:x", "a/b", "100%", "große-1 🍄", "a+b&c=d?e#f", "%2F", "..", "history"})
    void idsAreTakenAsTheyAre(String name) {
        String id = name + unique("");
        SocketClient client = plans.openAs(tokens.ofSomebody(), id, "plan_id=" + PlanLab.encoded(id));
        client.next();

        plans.publish(id, 1);

        assertThat(client.next().path("plan_id").textValue()).isEqualTo(id);
        assertThat(plans.get("/clients").json().path("clients"))
                .extracting(JsonNode::textValue)
                .contains(id);
        assertThat(plans.get("/plans/" + PlanLab.encoded(id) + "/subscribers").json())
                .isEqualTo(Json.read("{\"plan_id\":\"" + id + "\",\"subscriber_count\":1}"));
        JsonNode history = plans.history(id).json();
        assertThat(history.path("plan_id").textValue()).isEqualTo(id);
        assertThat(numbers(history)).containsExactly(1);
    }

    /** VER-24, VER-2, COM-8: word for word, whoever published it how; made ids are the same each time. */
    @Test
    void historyIsWhatSubscribersGot() {
        String plan = unique("equal");
        SocketClient client = plans.subscribed(plan);
        plans.publish(plan, 1);
        plans.message(
                "veritas:plan:" + plan,
                "{\"event_type\": \"x\", \"data\": {\"big\": 123456789012345678901234567890, \"t\": \"\\u2028 🍄\"}}");
        plans.message("veritas:plan:" + plan, "{\"event_type\":\"same\"}");
        plans.message("veritas:plan:" + plan, "{\"event_type\":\"same\"}");
        plans.message("veritas:plan:" + plan, "{\"event_type\":\"ping\"}");
        plans.message("veritas:plan:" + plan, "{\"no_type\":1}");
        plans.say(plan, 2);

        List<JsonNode> told = client.next(5);

        JsonNode history = plans.history(plan).json();
        assertThat(history.path("event_count").intValue()).isEqualTo(5);
        assertThat(history.path("events")).containsExactlyElementsOf(told);
        assertThat(told).extracting(event -> event.path("event_id").textValue()).doesNotHaveDuplicates();
        assertThat(told.getLast().path("event_id").textValue()).isEqualTo("e-2");
        SocketClient late = plans.open("plan_id=" + PlanLab.encoded(plan));
        late.next();
        assertThat(late.next(5)).isEqualTo(told);
    }

    /** VER-15, VER-16: told what is wrong, and served on. */
    @Test
    void staysAfterMistakes() {
        SocketClient client = plans.open("");
        client.next();

        client.send("{");
        client.send("{\"action\":\"subscribe\"}");
        client.send("{\"event_type\":\"step_progress\",\"plan_id\":\"p\"}");

        for (JsonNode error : client.next(3)) {
            assertThat(error.path("event_type").textValue()).isEqualTo("error");
            assertThat(error.path("plan_id").textValue()).isEqualTo("system");
            assertThat(error.path("data").path("message").textValue()).isNotBlank();
        }
        assertThat(upToPong(client)).isEmpty();
    }

    /** VER-7: the new connection takes over; another user's is refused, and nobody else is touched. */
    @Test
    void clientIdBelongsToOneConnectionOfOneUser() {
        String id = unique("mine");
        String user = unique("user");
        SocketClient former = plans.openAs(tokens.of(user), id, "");
        former.next();

        SocketClient present = plans.openAs(tokens.of(user), id, "");
        present.next();
        SocketClient stranger = plans.openAs(tokens.ofSomebody(), id, "");

        assertThat(former.awaitClose()).isEqualTo(new SocketClient.Close(1000, "Replaced"));
        assertThat(stranger.awaitClose().code()).isEqualTo(1008);
        assertThat(upToPong(present)).isEmpty();
        assertThat(plans.get("/clients").json().path("clients"))
                .extracting(JsonNode::textValue)
                .containsOnlyOnce(id);
    }

    /** VER-7: the same when another gateway has the other connection. */
    @Test
    void clientIdBelongsToOneConnectionOverAllGateways() {
        String id = unique("anywhere");
        String user = unique("user");
        SocketClient client = plans.openAs(tokens.of(user), id, "");
        client.next();
        upToPong(client);
        String elsewhere =
                "{\"command\":\"client_connected\",\"client_id\":\"" + id + "\",\"connection\":\"x\",\"user\":";

        plans.control(elsewhere + "\"somebody else\"}");
        plans.control(elsewhere + "null}");
        assertThat(upToPong(client)).isEmpty();
        await().until(() -> {
            // until the gateway has heard of its own client, others count as earlier
            plans.control(elsewhere + "\"" + user + "\"}");
            return !client.isOpen();
        });

        assertThat(client.awaitClose()).isEqualTo(new SocketClient.Close(1000, "Replaced"));
    }

    /** VER-7. */
    @Test
    void clientIdsHaveALength() {
        SocketClient longest = plans.openAs(tokens.ofSomebody(), "ä".repeat(128), "");
        longest.next();
        SocketClient longer = plans.openAs(tokens.ofSomebody(), "ä".repeat(129), "");

        assertThat(longer.awaitClose().code()).isEqualTo(1008);
        assertThat(upToPong(longest)).isEmpty();
    }

    /** VER-19: forgotten here and in Redis; subscriptions stay; what comes next is kept. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgetsByCommand(boolean all) {
        String plan = unique("forget");
        String other = unique("other");
        SocketClient client = plans.subscribed(plan);
        plans.publish(plan, 1);
        plans.say(plan, 2);
        plans.publish(other, 3);
        client.next(2);
        awaitKept(plan, 2);
        awaitKept(other, 1);

        plans.control("{\"command\":\"something_else\",\"plan_id\":\"" + plan + "\"}");
        plans.control("{\"command\":\"clear_history\",\"plan_id\":7}");
        plans.control("{\"command\":\"clear_history\",\"plan_id\":" + (all ? "null" : "\"" + plan + "\"") + "}");

        awaitKept(plan, 0);
        await().untilAsserted(() -> assertThat(plans.redisLength(plan)).isZero());
        awaitKept(other, all ? 0 : 1);
        plans.publish(plan, 4);
        plans.say(plan, 5);
        assertThat(numbers(client.next(2))).isEqualTo(range(4, 5));
        awaitKept(plan, 2);
        assertThat(numbers(plans.history(plan).json())).isEqualTo(range(4, 5));
    }

    /** VER-20: done when it is answered. */
    @Test
    void forgetsByRequestOfAnAdmin() {
        String plan = unique("forget/100%");
        String path = "/plans/" + PlanLab.encoded(plan) + "/history";
        SocketClient client = plans.subscribed(plan);
        plans.publish(plan, 1);
        client.next();

        assertThat(plans.ask("DELETE", path, tokens.ofSomebody()).status()).isEqualTo(403);
        assertThat(plans.ask("DELETE", path, tokens.of(unique("u"), "OBSERVER")).status())
                .isEqualTo(403);
        assertThat(plans.ask("DELETE", path, "bad").status()).isEqualTo(401);
        assertThat(plans.history(plan).json().path("event_count").intValue()).isEqualTo(1);

        for (String role : List.of("ADMIN", "AUTHORITY", "ROOT")) {
            assertThat(plans.ask("DELETE", path, tokens.of(unique("u"), role))).isEqualTo(new PlanLab.Answer(204, ""));
            assertThat(plans.history(plan).json().path("event_count").intValue())
                    .isZero();
            assertThat(plans.redisLength(plan)).isZero();
            plans.publish(plan, 2);
            assertThat(client.next().path("data").path("n").intValue()).isEqualTo(2);
        }
    }

    /** VER-22, VER-23, VER-26: exact, and gone at once, also after a reset. */
    @Test
    void countsClientsAndSubscribers() {
        String plan = unique("counted");
        List<String> ids = List.of(unique("x"), unique("y"), unique("z"));
        SocketClient first = plans.openAs(tokens.ofSomebody(), ids.get(0), "plan_id=" + PlanLab.encoded(plan));
        SocketClient second = plans.openAs(tokens.ofSomebody(), ids.get(1), "");
        first.next();
        second.next();
        SocketWire third = lab.keep(SocketWire.open(
                lab.port(),
                PlanLab.path(ids.get(2)) + "?plan_id=" + PlanLab.encoded(plan) + "&token=" + tokens.ofSomebody()));
        third.next();

        JsonNode clients = plans.get("/clients").json();
        assertThat(clients.path("clients")).extracting(JsonNode::textValue).containsOnlyOnceElementsOf(ids);
        assertThat(clients.path("client_count").intValue())
                .isEqualTo(clients.path("clients").size());
        assertThat(plans.subscribers(plan)).isEqualTo(2);
        subscribe(second, plan);
        subscribe(second, plan);
        upToPong(second);
        assertThat(plans.subscribers(plan)).isEqualTo(3);
        unsubscribe(second, plan);
        upToPong(second);
        assertThat(plans.subscribers(plan)).isEqualTo(2);

        third.reset();
        first.close();

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(plans.subscribers(plan)).isZero();
            assertThat(plans.get("/clients").json().path("clients"))
                    .extracting(JsonNode::textValue)
                    .contains(ids.get(1))
                    .doesNotContain(ids.get(0), ids.get(2));
        });
    }

    /** VER-25, COM-27. */
    @Test
    void unknownPlansAreEmptyAndTokensAreNeeded() {
        assertThat(plans.get("/plans/unknown/subscribers"))
                .isEqualTo(new PlanLab.Answer(200, "{\"plan_id\":\"unknown\",\"subscriber_count\":0}"));
        assertThat(plans.get("/plans/unknown/history"))
                .isEqualTo(new PlanLab.Answer(200, "{\"plan_id\":\"unknown\",\"event_count\":0,\"events\":[]}"));
        for (String path : List.of("/clients", "/plans/unknown/subscribers", "/plans/unknown/history")) {
            HttpWire answer = lab.request("GET /api/v1/streaming" + path + " HTTP/1.1");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
            assertThat(Json.read(answer.fixedBody()).path("error").textValue()).isNotBlank();
        }
    }

    /** COM-27: what is not there is answered in JSON, with a token and without. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/plans", "/plans/p", "/plans/p/other", "/plans/p/history/x", "/ws", "/ws/", "/x"})
    void elsewhereIsNotFound(String path) {
        PlanLab.Answer answer = plans.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("error").textValue()).isNotBlank();
    }

    /** COM-30: a page may ask for all of this. */
    @Test
    void browsersMayForget() {
        HttpWire answer = lab.request(
                "OPTIONS /api/v1/streaming/plans/p/history HTTP/1.1",
                "Origin: https://page.example",
                "Access-Control-Request-Method: DELETE",
                "Access-Control-Request-Headers: authorization");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("DELETE"));
    }
}
