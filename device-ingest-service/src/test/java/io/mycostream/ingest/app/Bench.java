package io.mycostream.ingest.app;

import io.mycostream.local.PseudoTerminal;
import io.mycostream.local.RedisServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Redis and a folder of ports for the service under test; each test plugs its board into a port of its own. */
@SuppressWarnings("NullAway.Init") // Quarkus starts it before anyone asks
public final class Bench implements QuarkusTestResourceLifecycleManager {

    private static final List<String> PORTS = List.of(
            "greeting",
            "nameless",
            "repeating",
            "gap",
            "noise",
            "durable",
            "chatty",
            "pulled",
            "outage",
            "commanded",
            "published",
            "stopping",
            "acknowledging",
            "twin-a",
            "twin-b",
            "noisy");

    private RedisServer redis;
    private Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("ports");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        redis = RedisServer.start();
        return Map.of(
                "quarkus.redis.hosts",
                redis.uri(),
                "ingest.serial.ports",
                PORTS.stream().map(port -> folder.resolve(port).toString()).collect(Collectors.joining(",")),
                "ingest.serial.reopen.longest",
                "500ms",
                "ingest.health.interval",
                "300ms");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Bench.class));
    }

    RedisServer redis() {
        return redis;
    }

    PseudoTerminal plugInto(String port) {
        return PseudoTerminal.open(folder.resolve(port));
    }

    /** What the service calls the port. */
    String path(String port) {
        return folder.resolve(port).toString();
    }

    /** What a board at this port is called before it greets. */
    String nameOf(String port) {
        return "mycobrain-" + folder.resolve(port).toString().replace('/', '-');
    }

    @Override
    public void stop() {
        redis.close();
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
