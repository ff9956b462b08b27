package io.mycostream.gateway.app;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** A Redis in which another gateway has put down how the agents were, a while ago. */
public final class RedisWithAgents implements QuarkusTestResourceLifecycleManager {

    static final int AGENTS = 1_000;

    private final RedisAndKeys redis = new RedisAndKeys();

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = redis.start();
        Map<String, String> statuses = new HashMap<>();
        for (int i = 0; i < AGENTS; i++) {
            statuses.put(
                    "agent-" + i,
                    "{\"channel\":\"agents:status\",\"data\":{\"agent_id\":\"agent-" + i
                            + "\",\"status\":\"healthy\",\"details\":{}},\"timestamp\":\"2026-02-12T10:30:00\"}");
        }
        statuses.put("garbage", "no envelope");
        try (RedisClient client = RedisClient.builder()
                .fromURI(URI.create(String.valueOf(settings.get("quarkus.redis.hosts"))))
                .build()) {
            client.hset("agents:status:latest", statuses);
        }
        return settings;
    }

    @Override
    public void stop() {
        redis.stop();
    }
}
