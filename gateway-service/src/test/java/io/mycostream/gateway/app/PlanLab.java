package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.RawJson;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Clients of plans, whoever publishes for them, and what is asked about both. */
@Singleton
class PlanLab {

    /** The answer to a request. */
    record Answer(int status, String body) {

        JsonNode json() {
            return Json.read(body);
        }
    }

    private final Lab lab;
    private final Tokens tokens;
    private final RedisClient redis;
    private final RedisPublisher sdk;

    PlanLab(Lab lab, Tokens tokens, @ConfigProperty(name = "quarkus.redis.hosts") URI redis) {
        this.lab = lab;
        this.tokens = tokens;
        // tests end Redis under it, so a connection is tried before it is used
        ConnectionPoolConfig tried = new ConnectionPoolConfig();
        tried.setTestOnBorrow(true);
        this.redis = RedisClient.builder().fromURI(redis).poolConfig(tried).build();
        this.sdk = RedisPublisher.builder().uri(redis.toString()).build();
    }

    /** An id that nobody else has. */
    static String unique(String name) {
        return name + " " + UUID.randomUUID();
    }

    /** A connection of its own client and user; the welcome has not been read. */
    SocketClient open(String query) {
        return openAs(tokens.ofSomebody(), unique("client"), query);
    }

    SocketClient openAs(String token, String clientId, String query) {
        return lab.socket(lab.to(path(clientId) + "?" + query).header("Authorization", "Bearer " + token));
    }

    static String path(String clientId) {
        return "/api/v1/streaming/ws/" + encoded(clientId);
    }

    static String encoded(String id) {
        return URLEncoder.encode(id, UTF_8).replace("+", "%20");
    }

    /** Subscribed to this plan, once the pong has come; the welcome and what was kept have been read. */
    SocketClient subscribed(String planId) {
        SocketClient client = open("");
        client.next();
        subscribe(client, planId);
        upToPong(client);
        return client;
    }

    static void subscribe(SocketClient client, String planId) {
        client.send("{\"action\":\"subscribe\",\"plan_id\":" + RawJson.quote(planId) + "}");
    }

    static void unsubscribe(SocketClient client, String planId) {
        client.send("{\"action\":\"unsubscribe\",\"plan_id\":" + RawJson.quote(planId) + "}");
    }

    /** Sends a ping and returns what comes before its pong. */
    static List<JsonNode> upToPong(SocketClient client) {
        String mark = UUID.randomUUID().toString();
        client.send("{\"action\":\"ping\",\"timestamp\":\"" + mark + "\"}");
        List<JsonNode> before = new ArrayList<>();
        for (JsonNode next = client.next();
                !next.path("data").path("timestamp").asText().equals(mark);
                next = client.next()) {
            before.add(next);
        }
        return before;
    }

    /** The numbers of events that {@link #publish(String, int)} and {@link #say(String, int)} made. */
    static List<Integer> numbers(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.path("data").path("n").intValue())
                .toList();
    }

    static List<Integer> numbers(JsonNode history) {
        List<JsonNode> events = new ArrayList<>();
        history.path("events").forEach(events::add);
        return numbers(events);
    }

    /** Publishes a numbered event as the SDK's users do, and waits for the confirmation. */
    void publish(String planId, int n) {
        sdk.publish("veritas:plan:" + planId, Map.of("event_type", "step_progress", "data", Map.of("n", n)));
    }

    /** Publishes a numbered event as any other program may. */
    void say(String planId, int n) {
        message(
                "veritas:plan:" + planId,
                "{\"event_type\":\"step_progress\",\"data\":{\"n\":%d},\"event_id\":\"e-%d\"}".formatted(n, n));
    }

    void message(String channel, String text) {
        redis.publish(channel, text);
    }

    void control(String command) {
        message("veritas:control", "{\"channel\":\"veritas:control\",\"data\":" + command + "}");
    }

    long redisLength(String planId) {
        return redis.xlen("mycostream:{veritas:plan:" + planId + "}:history");
    }

    Answer get(String path) {
        return ask("GET", path, tokens.ofSomebody());
    }

    Answer history(String planId) {
        return get("/plans/" + encoded(planId) + "/history");
    }

    int subscribers(String planId) {
        return get("/plans/" + encoded(planId) + "/subscribers")
                .json()
                .path("subscriber_count")
                .intValue();
    }

    Answer ask(String method, String path, String token) {
        HttpWire answer =
                lab.request(method + " /api/v1/streaming" + path + " HTTP/1.1", "Authorization: Bearer " + token);
        return new Answer(answer.status(), answer.fixedBody());
    }

    @PreDestroy
    void close() {
        sdk.close();
        redis.close();
    }
}
