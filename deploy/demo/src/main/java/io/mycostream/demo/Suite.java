package io.mycostream.demo;

import io.mycostream.local.RedisServer;
import io.mycostream.local.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The running whole: a redis-server, the ingest service and the gateway, each a process of its own. The demo and the
 * tests of the whole differ only in what they plug into the serial ports.
 */
public final class Suite implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    private final DemoPorts ports;
    private final TokenIssuer tokens;
    private final RedisServer redis;
    private final ServiceProcess ingest;
    private final ServiceProcess gateway;

    private Suite(
            DemoPorts ports, TokenIssuer tokens, RedisServer redis, ServiceProcess ingest, ServiceProcess gateway) {
        this.ports = ports;
        this.tokens = tokens;
        this.redis = redis;
        this.ingest = ingest;
        this.gateway = gateway;
    }

    /** Starts all parts and returns while the services are still on their way up; see {@link #awaitReady}. */
    static Suite launch(SuiteSettings settings) throws IOException {
        Path logs = Files.createDirectories(settings.folder().resolve("logs"));
        DemoPorts ports = settings.ports();
        RedisServer redis = settings.redisPort() == 0 ? RedisServer.start() : RedisServer.start(settings.redisPort());
        ServiceProcess ingest = null;
        try {
            TokenIssuer tokens = TokenIssuer.generate("mycostream-demo", "OBSERVER", settings.folder());
            // the ingest service is the slower one to the first event, as the boards wait for it
            ingest = ServiceProcess.start(
                    "ingest",
                    settings.ingest(),
                    ingestSettings(redis, tokens, settings),
                    ports.ingestManagement(),
                    logs.resolve("ingest.log"));
            ServiceProcess gateway = ServiceProcess.start(
                    "gateway",
                    settings.gateway(),
                    gatewaySettings(redis, tokens, ports),
                    ports.gatewayManagement(),
                    logs.resolve("gateway.log"));
            return new Suite(ports, tokens, redis, ingest, gateway);
        } catch (IOException | RuntimeException e) {
            if (ingest != null) {
                ingest.close();
            }
            redis.close();
            throw e;
        }
    }

    /** Starts all parts and waits until both services say that they are ready. */
    public static Suite start(SuiteSettings settings) throws IOException, InterruptedException {
        Suite suite = launch(settings);
        try {
            suite.awaitReady();
            return suite;
        } catch (InterruptedException | RuntimeException e) {
            suite.close();
            throw e;
        }
    }

    private static Map<String, String> ingestSettings(RedisServer redis, TokenIssuer tokens, SuiteSettings settings) {
        Map<String, String> properties =
                httpSettings(settings.ports().ingest(), settings.ports().ingestManagement());
        properties.put("quarkus.redis.hosts", redis.uri());
        properties.put(
                "ingest.serial.ports",
                settings.serialPorts().stream().map(Path::toString).collect(Collectors.joining(",")));
        believe(tokens, properties);
        return properties;
    }

    private static Map<String, String> gatewaySettings(RedisServer redis, TokenIssuer tokens, DemoPorts ports) {
        Map<String, String> properties = httpSettings(ports.gateway(), ports.gatewayManagement());
        properties.put("quarkus.redis.hosts", redis.uri());
        believe(tokens, properties);
        return properties;
    }

    private static void believe(TokenIssuer tokens, Map<String, String> properties) {
        properties.put(
                "mp.jwt.verify.publickey.location", tokens.publicKey().toUri().toString());
        properties.put("mp.jwt.verify.issuer", tokens.name());
    }

    /** The demo is for this machine alone: its token is on the screen. */
    private static Map<String, String> httpSettings(int port, int managementPort) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.http.port", String.valueOf(port));
        properties.put("quarkus.management.host", "127.0.0.1");
        properties.put("quarkus.management.port", String.valueOf(managementPort));
        return properties;
    }

    /**
     * Waits until both services say that they are ready.
     *
     * @throws IllegalStateException if one ends instead or takes longer than a minute; the message has the end of its log
     */
    void awaitReady() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (ServiceProcess service : services()) {
                service.awaitReady(client, START);
            }
        }
    }

    public DemoPorts ports() {
        return ports;
    }

    public RedisServer redis() {
        return redis;
    }

    public ServiceProcess ingest() {
        return ingest;
    }

    public ServiceProcess gateway() {
        return gateway;
    }

    List<ServiceProcess> services() {
        return List.of(gateway, ingest);
    }

    /** Signs a token for a user of this suite's gateway. */
    public String token(String subject) {
        return tokens.issue(subject, TOKEN_LIFETIME);
    }

    /** The Server-Sent Events of one board. */
    public URI eventsOf(String deviceId) {
        return URI.create("http://localhost:%d/api/stream/devices/%s".formatted(ports.gateway(), inPath(deviceId)));
    }

    /** The WebSocket of one board. */
    public URI socketOf(String deviceId) {
        return URI.create("ws://localhost:%d/ws/devices/%s".formatted(ports.gateway(), inPath(deviceId)));
    }

    private static String inPath(String deviceId) {
        return URLEncoder.encode(deviceId, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Tells when a service ends; also at {@link #close}, so whoever listens must know whether that was meant. */
    void onEndOfAService(Consumer<String> description) {
        for (ServiceProcess service : services()) {
            Thread.startVirtualThread(() -> {
                int status = service.ended().join();
                description.accept(
                        "%s ended by itself with status %d; %s".formatted(service.name(), status, service.tailOfLog()));
            });
        }
    }

    /** Ends all parts, Redis last, so that the services can leave it in order. */
    @Override
    public void close() {
        services().forEach(ServiceProcess::terminate);
        services().forEach(ServiceProcess::close);
        redis.close();
    }
}
