package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.publisher.wire.RedisKeys;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The service as it runs: a board connects to its listener, and what comes out is read from a real Redis. */
@QuarkusTest
@WithTestResource(MqttBench.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Quarkus injects
class MqttServiceTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    MqttBench bench;

    @Inject
    Vertx vertx;

    @Inject
    MqttLinks links;

    /** Asked itself: meters that ask stay with the first application of a JVM, and another test may have started one. */
    @Inject
    MqttMetrics counters;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void publishesOnceWhatABoardMeasuresHoweverOftenItSaysIt() {
        String body = "{\"pack\":[{\"id\":\"ai1\",\"v\":0.50,\"u\":\"V\"}],\"msgId\":\"7\"}";
        Board board = connect("m1");

        board.publish("mycobrain/m1/telemetry", body);
        board.publish("mycobrain/m1/telemetry", body);

        await().atMost(SOON).until(() -> board.acknowledged.size() == 2);
        assertThat(published("m1"))
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains(
                                "\"data\":{\"device_id\":\"m1\",\"telemetry\":{\"ai1\":0.50,\"units\":{\"ai1\":\"V\"}}}")
                        .contains("\"source\":\"device:m1\""));
    }

    @Test
    void acknowledgesWhatItCannotUseAndSaysWhyInAMetric() {
        double before = counted("ingest_mqtt_messages_total{outcome=\"identity_mismatch\"}");
        Board board = connect("m2");

        board.publish("mycobrain/m2/telemetry", "{\"device_id\":\"m3\"}");
        board.publish("mycobrain/m2/telemetry", "no object");

        await().atMost(SOON).until(() -> board.acknowledged.size() == 2);
        assertThat(counted("ingest_mqtt_messages_total{outcome=\"identity_mismatch\"}"))
                .isEqualTo(before + 1);
        assertThat(counters.listener().open()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void putsMeshPacketsIntoTheirStream() {
        Board board = connect("gateway");

        board.publish("msh/EU_868/2/json/LongFast/!1", "{\"from\":1,\"payload\":{}}");

        await().atMost(SOON).until(() -> board.acknowledged.size() == 1);
        try (Jedis redis = new Jedis(URI.create(bench.redis().uri()))) {
            assertThat(redis.xrange("mesh:packets", (StreamEntryID) null, (StreamEntryID) null))
                    .singleElement()
                    .satisfies(entry ->
                            assertThat(entry.getFields()).containsEntry("data", "{\"from\":1,\"payload\":{}}"));
        }
    }

    @Test
    void acknowledgesNothingThatIsNotSafe() {
        Board board = connect("m4");
        long before = counters.listener().received();
        bench.redis().pause();
        try {
            board.publish("mycobrain/m4/telemetry", "{\"n\":1}");
            board.publish("mycobrain/m4/telemetry", "no object");
            await().atMost(SOON).until(() -> counters.listener().received() == before + 2);
        } finally {
            bench.redis().resume();
        }

        await().atMost(SOON).until(() -> board.acknowledged.size() == 2);
        assertThat(board.acknowledged).isSorted();
    }

    @Test
    void tellsABoardWhatItListensTo() throws Exception {
        Board board = connect("m5");
        CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
        board.client.subscribeCompletionHandler(_ -> subscribed.complete(true));
        board.client.subscribe("mycobrain/m5/commands", 1);
        assertThat(subscribed.get(20, TimeUnit.SECONDS)).isTrue();

        boolean told =
                links.command("m5", new byte[] {1, 2}).toCompletableFuture().get();

        assertThat(told).isTrue();
        assertThat(board.heard).containsExactly(Buffer.buffer(new byte[] {1, 2}));
    }

    @Test
    void aBrokerThatIsAwayIsNamedAndDoesNoHarm() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> answer = get(ready);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper().readTree(answer.body()).path("checks").findValuesAsText("name"))
                    .contains("links");
            assertThat(answer.body()).contains("nobody listens at 127.0.0.1").contains("mqtt listener 127.0.0.1");
        });
    }

    private Board connect(String client) {
        Board board = new Board(MqttClient.create(
                vertx, new MqttClientOptions().setClientId(client).setAutoKeepAlive(true)));
        board.client.publishCompletionHandler(board.acknowledged::add);
        board.client.publishHandler(message -> board.heard.add(message.payload()));
        board.client
                .connect(bench.port(), "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return board;
    }

    private List<String> published(String device) {
        try (Jedis redis = new Jedis(URI.create(bench.redis().uri()))) {
            return redis
                    .xrange(RedisKeys.history("devices:telemetry"), (StreamEntryID) null, (StreamEntryID) null)
                    .stream()
                    .map(entry -> String.valueOf(entry.getFields().get("e")))
                    .filter(message -> message.contains("\"device_id\":\"" + device + '"'))
                    .toList();
        }
    }

    private double counted(String meter) {
        return get(metrics)
                .body()
                .lines()
                .filter(line -> line.startsWith(meter + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(meter.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no meter " + meter));
    }

    private static HttpResponse<String> get(URI uri) {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A board, with the packet ids that were acknowledged and what it was told. */
    private record Board(MqttClient client, List<Integer> acknowledged, List<Buffer> heard) {

        Board(MqttClient client) {
            this(client, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
        }

        void publish(String topic, String body) {
            client.publish(topic, Buffer.buffer(body), MqttQoS.AT_LEAST_ONCE, false, false);
        }
    }
}
