package io.mycostream.gateway.app;

import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.RawJson;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/** Clients of the process heat streams, and who publishes to them. */
@Singleton
class GreenLangLab {

    static final String PREFIX = "/api/v1/stream";

    private final Lab lab;
    private final Tokens tokens;
    private final RedisClient redis;
    private final RedisPublisher sdk;

    GreenLangLab(Lab lab, Tokens tokens, @ConfigProperty(name = "quarkus.redis.hosts") URI redis) {
        this.lab = lab;
        this.tokens = tokens;
        // tests end Redis under it, so a connection is tried before it is used
        ConnectionPoolConfig tried = new ConnectionPoolConfig();
        tried.setTestOnBorrow(true);
        this.redis = RedisClient.builder().fromURI(redis).poolConfig(tried).build();
        this.sdk = RedisPublisher.builder().uri(redis.toString()).build();
    }

    /** Publishes as the SDK's users do, with a place in the channel's history; waits until Redis has it. */
    void publishWithSdk(String channel, Object data) {
        sdk.publish("greenlang:" + channel, data);
    }

    /** Connects as somebody, with any further headers; the streams' prefix comes before the target. */
    HttpWire open(String target, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "Authorization: Bearer " + tokens.ofSomebody();
        System.arraycopy(headers, 0, all, 1, headers.length);
        return lab.request("GET " + PREFIX + target + " HTTP/1.1", all);
    }

    /** Comes back with the id of the last event. */
    HttpWire reopen(String target, String lastEventId) {
        return open(target, "Last-Event-ID: " + lastEventId);
    }

    /** The status resource's answer. */
    String status() {
        try (HttpWire answer = open("/status")) {
            return answer.fixedBody();
        }
    }

    /** Publishes an envelope with a plain Redis PUBLISH; {@code greenlang:} comes before the channel. */
    void publish(String channel, String id, String data) {
        redis.publish("greenlang:" + channel, """
                {"channel":"greenlang:%s","data":%s,"timestamp":"2026-02-12T10:30:00Z","source":null,"message_id":%s}""".formatted(channel, data, RawJson.quote(id)));
    }

    /** Publishes numbered events of one agent in one go, each padded to about a kilobyte. */
    void publishAll(String agentId, int from, int to) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (int n = from; n < to; n++) {
                pipeline.publish(
                        "greenlang:agent:status",
                        "{\"agent_id\":\"%s\",\"n\":%d,\"x\":\"%s\"}".formatted(agentId, n, "x".repeat(1_000)));
            }
        }
    }

    void publishRaw(String channel, String message) {
        redis.publish("greenlang:" + channel, message);
    }

    @PreDestroy
    void close() {
        sdk.close();
        redis.close();
    }
}
