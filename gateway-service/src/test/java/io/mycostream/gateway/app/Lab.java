package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.publisher.wire.RawJson;
import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** The gateway's surroundings: clients around it, and whoever publishes. */
@Singleton
class Lab {

    /** Channels, and beginnings of channels, that a gateway hears without any client; the probe's is one. */
    static final int ALWAYS_HEARD = 5;

    static final String CHANNEL = "devices:telemetry";

    private final Tokens tokens;
    private final Readings metrics;
    private final Vertx vertx;
    private final RedisClient redis;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> clients = new CopyOnWriteArrayList<>();

    Lab(Tokens tokens, Readings metrics, Vertx vertx, @ConfigProperty(name = "quarkus.redis.hosts") URI redis) {
        this.tokens = tokens;
        this.metrics = metrics;
        this.vertx = vertx;
        // tests end Redis under it, so a connection is tried before it is used
        ConnectionPoolConfig tried = new ConnectionPoolConfig();
        tried.setTestOnBorrow(true);
        this.redis = RedisClient.builder().fromURI(redis).poolConfig(tried).build();
    }

    int port() {
        return URI.create(TestHTTPResourceManager.getUri()).getPort();
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
        return socket(to("/ws/devices/" + encoded(deviceId) + "?token=" + token));
    }

    SocketClient socket(SocketClient.Request request) {
        return keep(SocketClient.connect(http, request));
    }

    /** The HTTP status that refuses a WebSocket there. */
    int socketRefusal(String target) {
        return SocketClient.refusal(http, to(target));
    }

    SocketClient.Request to(String target) {
        return new SocketClient.Request(URI.create("ws://127.0.0.1:" + port() + target), List.of(), List.of());
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

    /** Asks for the status with this token; returns the status code and, when refused, why. */
    String statusAs(String token) {
        try (HttpWire answer =
                HttpWire.request(port(), "GET /ws/devices/status HTTP/1.1", "Authorization: Bearer " + token)) {
            String body = answer.fixedBody();
            return answer.status() == 200
                    ? "200"
                    : answer.status() + " " + Json.read(body).path("error").textValue();
        }
    }

    /** Opens a WebSocket with this token; returns the type of the first message, or code and reason of the close. */
    String socketAs(String token) {
        try (SocketWire wire = SocketWire.open(port(), "/ws/devices/mushroom1?token=" + encoded(token))) {
            SocketWire.Frame first = wire.next();
            return first.opcode() == SocketWire.CLOSE
                    ? first.text()
                    : Json.read(first.text()).path("type").textValue();
        }
    }

    /** A client that speaks HTTP/2, after an upgrade or at once. */
    Http2Client http2(boolean upgrade) {
        return keep(new Http2Client(vertx, port(), upgrade));
    }

    /** Sends a request of any kind. */
    HttpWire request(String requestLine, String... headers) {
        return keep(HttpWire.request(port(), requestLine, headers));
    }

    <T extends AutoCloseable> T keep(T client) {
        clients.add(client);
        return client;
    }

    HttpResponse<String> health(String check) {
        return managed("/health/" + check);
    }

    /** Asks the management port. */
    HttpResponse<String> managed(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(TestHTTPResourceManager.getManagementUri() + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Has Redis end every connection that has subscribed to something. */
    void killSubscriptions() {
        redis.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
    }

    /** Publishes a reading of one device as the SDK's users do. */
    void publish(String deviceId, String telemetry) {
        publishMessage(reading(deviceId, telemetry));
    }

    /** Publishes numbered readings in one go. */
    void publishAll(String deviceId, int from, int to, String padding) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (int n = from; n < to; n++) {
                pipeline.publish(CHANNEL, reading(deviceId, "{\"n\":" + n + ",\"x\":\"" + padding + "\"}"));
            }
        }
    }

    /** Publishes anything, with a plain Redis PUBLISH. */
    void publishMessage(String message) {
        redis.publish(CHANNEL, message);
    }

    /** Publishes anything to any channel, with a plain Redis PUBLISH. */
    void publishTo(String channel, String message) {
        redis.publish(channel, message);
    }

    /** What Redis keeps in a field of a hash; empty when nothing. */
    String kept(String hash, String field) {
        return Objects.requireNonNullElse(redis.hget(hash, field), "");
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

    /** Waits until nobody is there and no channel of theirs is heard any more, which lasts a little longer. */
    void awaitChannelLeft() {
        awaitNobody();
        await().atMost(Duration.ofSeconds(10)).until(() -> metrics.gauge("stream.broker.channels") == ALWAYS_HEARD);
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
        http.close();
    }
}
