package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.publisher.wire.RawJson;
import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.RedisClient;

/** The gateway's surroundings: clients around it, and whoever publishes. Its clients run on event loops of their own. */
@Singleton
class Lab {

    static final String CHANNEL = "devices:telemetry";

    private final Tokens tokens;
    private final Readings metrics;
    private final RedisClient redis;

    /** One event loop: a WebSocket client's handlers are in place before its first frame only on their own thread. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final WebSocketClient socketClient = vertx.createWebSocketClient(new WebSocketClientOptions()
            .setMaxFrameSize(4_000_000)
            .setMaxMessageSize(4_000_000)
            .setMaxConnections(200));
    private final List<AutoCloseable> clients = new CopyOnWriteArrayList<>();

    Lab(Tokens tokens, Readings metrics, @ConfigProperty(name = "quarkus.redis.hosts") URI redis) {
        this.tokens = tokens;
        this.metrics = metrics;
        this.redis = RedisClient.create(redis);
    }

    int port() {
        return URI.create(TestHTTPResourceManager.getUri()).getPort();
    }

    String managementUri() {
        return TestHTTPResourceManager.getManagementUri();
    }

    Vertx vertx() {
        return vertx;
    }

    WebSocketClient socketClient() {
        return socketClient;
    }

    /** A client's id in a path, percent-encoded. */
    static String encoded(String id) {
        return URLEncoder.encode(id, UTF_8).replace("+", "%20");
    }

    /** Connects as somebody to one device's WebSocket. */
    SocketClient socket(String deviceId) {
        return socketWithToken(deviceId, tokens.ofSomebody());
    }

    /** Connects to one device's WebSocket with a token in the query, where browsers have to put it. */
    SocketClient socketWithToken(String deviceId, String token) {
        return socket(options("/ws/devices/" + encoded(deviceId) + "?token=" + token));
    }

    SocketClient socket(WebSocketConnectOptions options) {
        return keep(SocketClient.connect(socketClient, options));
    }

    WebSocketConnectOptions options(String target) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port())
                .setURI(target);
    }

    /** Connects as somebody to one device's WebSocket, on a bare connection. */
    SocketWire socketWire(String deviceId) {
        return keep(SocketWire.open(port(), "/ws/devices/" + encoded(deviceId) + "?token=" + tokens.ofSomebody()));
    }

    /** Connects as somebody to one device's SSE resource. */
    HttpWire events(String deviceId) {
        return eventsWithToken(deviceId, tokens.ofSomebody());
    }

    HttpWire eventsWithToken(String deviceId, String token) {
        return request("GET /api/stream/devices/" + encoded(deviceId) + " HTTP/1.1", "Authorization: Bearer " + token);
    }

    /** Sends a request of any kind. */
    HttpWire request(String requestLine, String... headers) {
        return keep(HttpWire.request(port(), requestLine, headers));
    }

    <T extends AutoCloseable> T keep(T client) {
        clients.add(client);
        return client;
    }

    /** Publishes a reading of one device as the SDK's users do. */
    void publish(String deviceId, String telemetry) {
        publishMessage(reading(deviceId, telemetry));
    }

    /** Publishes anything, with a plain Redis PUBLISH. */
    void publishMessage(String message) {
        redis.publish(CHANNEL, message);
    }

    void publishMessage(byte[] message) {
        redis.publish(CHANNEL.getBytes(UTF_8), message);
    }

    /** The envelope of a reading. */
    static String reading(String deviceId, String telemetry) {
        return """
                {"channel":"devices:telemetry","data":{"device_id":%s,"telemetry":%s},\
                "timestamp":"2026-02-12T10:30:00","source":null,"message_id":null}""".formatted(RawJson.quote(deviceId), telemetry);
    }

    /** Waits until the gateway has noticed that its clients are gone. */
    void awaitNobody() {
        await().untilAsserted(() ->
                assertThat(metrics.open("websocket") + metrics.open("sse")).isZero());
    }

    /** Ends every client that is still there. */
    void hangUp() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        clients.clear();
    }

    @PreDestroy
    void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
