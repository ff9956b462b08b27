package io.mycostream.ingest.app;

import io.mycostream.local.FreePort;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real Redis, and a port that the service under test listens on for boards. */
@SuppressWarnings("NullAway.Init") // Quarkus starts it before anyone asks
public final class MqttBench implements QuarkusTestResourceLifecycleManager {

    private RedisServer redis;
    private int port;

    @Override
    public Map<String, String> start() {
        redis = RedisServer.start();
        port = FreePort.find();
        return Map.of(
                "quarkus.redis.hosts",
                redis.uri(),
                "ingest.mqtt.listen",
                "127.0.0.1:" + port,
                "ingest.mqtt.url",
                "mqtt://127.0.0.1:" + FreePort.find(),
                "ingest.health.interval",
                "300ms");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(MqttBench.class));
    }

    RedisServer redis() {
        return redis;
    }

    int port() {
        return port;
    }

    @Override
    public void stop() {
        redis.close();
    }
}
