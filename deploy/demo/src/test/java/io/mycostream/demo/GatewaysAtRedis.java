package io.mycostream.demo;

import io.mycostream.local.RedisServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Redis, as many packaged gateways beside it as a test starts, and a client that asks them. All of it ends with this. */
final class GatewaysAtRedis implements AutoCloseable {

    /** Below the time that any test has, so that one that waits in vain tells the end of the log. */
    private static final Duration START_LIMIT = Duration.ofSeconds(50);

    private final RedisServer redis = RedisServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final Path folder;

    /**
     * Starts the Redis.
     *
     * @param folder for the folders of the gateways
     */
    GatewaysAtRedis(Path folder) {
        this.folder = folder;
    }

    RedisServer redis() {
        return redis;
    }

    HttpClient http() {
        return http;
    }

    /** Starts one more, and returns when it is ready. */
    GatewayProcess start() throws Exception {
        return start(1, Map.of()).getFirst();
    }

    /** Starts some more, each with these settings, and returns when all of them are ready. */
    List<GatewayProcess> start(int count, Map<String, String> settings) throws Exception {
        return start(count, settings, List.of());
    }

    /**
     * Starts some more, each with these settings, and returns when all of them are ready.
     *
     * @param jvm options that count before the usual ones
     */
    List<GatewayProcess> start(int count, Map<String, String> settings, List<String> jvm) throws Exception {
        List<GatewayProcess> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(launch(settings, jvm));
        }
        for (GatewayProcess gateway : started) {
            awaitReady(gateway);
        }
        return started;
    }

    /** Starts one more, without waiting for it. */
    GatewayProcess launch(Map<String, String> settings) throws IOException {
        return launch(settings, List.of());
    }

    private GatewayProcess launch(Map<String, String> settings, List<String> jvm) throws IOException {
        Path own = Files.createDirectory(folder.resolve("gateway-" + gateways.size()));
        GatewayProcess gateway = new GatewayProcess(redis.uri(), own, settings, jvm);
        gateways.add(gateway);
        return gateway;
    }

    void awaitReady(GatewayProcess gateway) throws InterruptedException {
        gateway.process().awaitReady(http, START_LIMIT);
    }

    @Override
    public void close() {
        // beside each other, because each says its goodbyes
        gateways.forEach(gateway -> gateway.process().terminate());
        gateways.forEach(GatewayProcess::close);
        http.close();
        redis.close();
    }
}
