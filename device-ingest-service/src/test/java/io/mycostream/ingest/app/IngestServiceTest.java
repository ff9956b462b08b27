package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.app.rest.TokenBench;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.local.PseudoTerminal;
import io.mycostream.publisher.wire.RedisKeys;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The service as it runs: frames go into a pseudo-terminal, and what comes out is read from a real Redis. */
@QuarkusTest
@WithTestResource(Bench.class)
@WithTestResource(TokenBench.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Quarkus injects
class IngestServiceTest {

    private static final int TELEMETRY = 1;
    private static final int COMMAND = 2;
    private static final int ACK = 3;
    private static final int EVENT = 5;
    private static final int HELLO = 6;
    private static final int SIDE_A = 0xA1;
    private static final int GATEWAY = 0xC0;

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    Bench bench;

    @TestHTTPResource(value = "/health/live", management = true)
    URI live;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/health/started", management = true)
    URI started;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void publishesWhatABoardMeasuresUnderTheNameItGreetedWith() throws Exception {
        String telemetry =
                "{\"type\":\"telemetry\",\"uptime_s\":20,\"estop\":false,\"bme688\":{\"a\":{\"temperature_c\":21.87000084,\"iaq\":null}}}";
        try (Subscriber subscriber = new Subscriber(bench.redis().uri());
                PseudoTerminal board = plugInto("greeting")) {
            board.write(
                    frame(
                            HELLO,
                            1,
                            "{\"device_id\":\"mycobrain-c40a24\",\"firmware_version\":\"side-a-mdp-2.1.0\",\"role\":\"mushroom1\"}"));
            board.write(frame(TELEMETRY, 2, telemetry));

            String message = subscriber.next("mycobrain-c40a24");

            JsonNode read = JSON.readTree(message);
            String timestamp = read.path("timestamp").asText();
            String id = read.path("message_id").asText();
            assertThat(message)
                    .isEqualTo(
                            "{\"channel\":\"devices:telemetry\",\"data\":{\"device_id\":\"mycobrain-c40a24\",\"telemetry\":"
                                    + telemetry + "},\"timestamp\":\"" + timestamp
                                    + "\",\"source\":\"device:mycobrain-c40a24\",\"message_id\":\"" + id
                                    + "\",\"epoch\":" + read.path("epoch") + ",\"offset\":" + read.path("offset")
                                    + "}");
            assertThat(Instant.parse(timestamp)).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
            assertThat(UUID.fromString(id)).hasToString(id);
            assertThat(read.path("offset").asLong()).isPositive();
        }
    }

    @Test
    void namesABoardByItsPortUntilItGreets() {
        try (PseudoTerminal board = plugInto("nameless")) {
            board.write(frame(TELEMETRY, 1, "{\"n\":1}"));

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(telemetryOf(bench.nameOf("nameless"))).containsExactly("{\"n\":1}"));
        }
    }

    @Test
    void publishesAFrameOnceThatWasSentTwice() {
        double before = counted("ingest_sequence_total{event=\"duplicate\"}");
        try (PseudoTerminal board = plugInto("repeating")) {
            board.write(frame(TELEMETRY, 1, "{\"n\":1}"));
            board.write(frame(TELEMETRY, 1, "{\"n\":1}"));
            board.write(frame(TELEMETRY, 2, "{\"n\":2}"));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(telemetryOf(bench.nameOf("repeating")))
                            .containsExactly("{\"n\":1}", "{\"n\":2}"));
            assertThat(counted("ingest_sequence_total{event=\"duplicate\"}")).isEqualTo(before + 1);
        }
    }

    @Test
    void countsFramesThatAreMissing() {
        double gaps = counted("ingest_sequence_total{event=\"gap\"}");
        double missing = counted("ingest_sequence_total{event=\"missing\"}");
        try (PseudoTerminal board = plugInto("gap")) {
            board.write(frame(TELEMETRY, 1, "{\"n\":1}"));
            board.write(frame(TELEMETRY, 5, "{\"n\":5}"));

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(telemetryOf(bench.nameOf("gap"))).containsExactly("{\"n\":1}", "{\"n\":5}"));
            assertThat(counted("ingest_sequence_total{event=\"gap\"}")).isEqualTo(gaps + 1);
            assertThat(counted("ingest_sequence_total{event=\"missing\"}")).isEqualTo(missing + 3);
        }
    }

    @Test
    void countsNoiseAndReadsTheNextFrame() {
        double crcErrors = counted("ingest_frames_total{outcome=\"crc_error\"}");
        double lines = counted("ingest_text_lines_total{class=\"noise\"}");
        byte[] damaged = frame(TELEMETRY, 2, "{\"n\":2}");
        damaged[new String(damaged, StandardCharsets.ISO_8859_1).indexOf('n')] = 'm';
        try (PseudoTerminal board = plugInto("noise")) {
            board.write(frame(TELEMETRY, 1, "{\"n\":1}"));
            board.write(damaged);
            board.write("boot: reset reason 1\r\n".getBytes(StandardCharsets.US_ASCII));
            board.write(frame(TELEMETRY, 3, "{\"n\":3}"));

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(telemetryOf(bench.nameOf("noise"))).containsExactly("{\"n\":1}", "{\"n\":3}"));
            assertThat(counted("ingest_frames_total{outcome=\"crc_error\"}")).isEqualTo(crcErrors + 1);
            assertThat(counted("ingest_text_lines_total{class=\"noise\"}")).isEqualTo(lines + 1);
        }
    }

    @Test
    void publishesTheReadingsOfADurableEnvelopeOnceAlsoUnderAnotherNumber() {
        String envelope = envelope(
                "{\"hdr\":{\"deviceId\":\"mycobrain-side-a\",\"msgId\":\"00000042\"},\"seq\":42,"
                        + "\"pack\":[{\"id\":\"ai1\",\"v\":0.5000,\"u\":\"V\"},{\"id\":\"mos1\",\"v\":0,\"u\":\"bool\"},{\"id\":\"x\"}]}");
        try (PseudoTerminal board = plugInto("durable")) {
            board.write(frame(TELEMETRY, 1, envelope));
            board.write(frame(TELEMETRY, 2, envelope));
            board.write(frame(TELEMETRY, 3, "{\"n\":3}"));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(telemetryOf(bench.nameOf("durable")))
                            .containsExactly(
                                    "{\"ai1\":0.5000,\"mos1\":0,\"units\":{\"ai1\":\"V\",\"mos1\":\"bool\"}}",
                                    "{\"n\":3}"));
        }
    }

    @Test
    void publishesMeasurementsAndWhatHappenedAndNothingElse() {
        try (PseudoTerminal board = plugInto("chatty")) {
            board.write(frame(EVENT, 1, "{\"event\":\"estop_activated\"}"));
            board.write(frame(ACK, 2, "{\"success\":true,\"message\":\"mosfet_updated\"}"));
            board.write(MdpFrame.of(new MdpHeader(COMMAND, 1, 0, 1, GATEWAY, SIDE_A), bytes("{\"cmd\":\"hello\"}"))
                    .encode());
            board.write(MdpFrame.of(new MdpHeader(TELEMETRY, 3, 0, 0, SIDE_A, GATEWAY), new byte[] {1, 2, 3})
                    .encode());
            board.write(frame(HELLO, 4, "{\"role\":\"side_b\"}"));
            board.write(frame(TELEMETRY, 5, "{\"n\":5}"));

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(telemetryOf(bench.nameOf("chatty"))).containsExactly("{\"n\":5}"));
            assertThat(published("devices:events"))
                    .filteredOn(envelope -> envelope.contains(bench.nameOf("chatty")))
                    .singleElement()
                    .asString()
                    .contains("\"event\":{\"event\":\"estop_activated\"},\"kind\":\"json\",\"link\":\""
                            + bench.path("chatty") + "\",\"process\":\"");
        }
    }

    @Test
    void knowsABoardAgainThatWasPulledAndPluggedIn() {
        try (PseudoTerminal board = plugInto("pulled")) {
            board.write(frame(HELLO, 1, "{\"device_id\":\"mycobrain-pulled\"}"));
            board.write(frame(TELEMETRY, 2, "{\"n\":2}"));
            await().atMost(SOON).until(() -> telemetryOf("mycobrain-pulled").size() == 1);
        }
        try (PseudoTerminal board = plugInto("pulled")) {
            board.write(frame(TELEMETRY, 3, "{\"n\":3}"));

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(telemetryOf("mycobrain-pulled")).containsExactly("{\"n\":2}", "{\"n\":3}"));
        }
    }

    @Test
    void livesOnWithoutRedisAndDeliversInOrderWhenItIsBack() {
        try (PseudoTerminal board = plugInto("outage")) {
            board.write(frame(TELEMETRY, 1, "{\"n\":1}"));
            await().atMost(SOON).until(() -> telemetryOf(bench.nameOf("outage")).size() == 1);
            assertThat(status(ready)).isEqualTo(200);

            bench.redis().kill();
            for (int seq = 2; seq <= 500; seq++) {
                board.write(frame(TELEMETRY, seq, "{\"n\":" + seq + "}"));
            }

            await().atMost(SOON).until(() -> status(ready) == 503);
            assertThat(get(ready).body()).contains("\"reason\"");
            assertThat(status(live)).isEqualTo(200);
            await().atMost(SOON).until(() -> counted("ingest_backlog_depth") >= 499);
            assertThat(counted("ingest_publications_total{outcome=\"retried\"}"))
                    .isPositive();

            bench.redis().restart();

            List<String> missed = IntStream.rangeClosed(2, 500)
                    .mapToObj(seq -> "{\"n\":" + seq + "}")
                    .toList();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(telemetryOf(bench.nameOf("outage"))).isEqualTo(missed));
            await().atMost(SOON).until(() -> status(ready) == 200);
            assertThat(counted("ingest_backlog_depth")).isZero();
        }
    }

    @Test
    void showsItsHealthAndItsCountsBesidesItsDoor() {
        assertThat(status(live)).isEqualTo(200);
        assertThat(status(started)).isEqualTo(200);
        assertThat(live.getPort()).isEqualTo(metrics.getPort());
        assertThat(get(metrics).body())
                .contains(
                        "ingest_frames_total{outcome=\"valid\"}",
                        "ingest_frames_total{outcome=\"oversize\"}",
                        "ingest_publications_total{outcome=\"dropped\"}",
                        "ingest_links_open",
                        "ingest_backlog_depth");
    }

    /** Plugs a board in and waits until the service has its port open, because a board's words before that are lost. */
    private PseudoTerminal plugInto(String port) {
        PseudoTerminal board = bench.plugInto(port);
        await().atMost(SOON).until(board::isOpenAtHost);
        return board;
    }

    private static byte[] frame(int type, long seq, String payload) {
        return MdpFrame.of(new MdpHeader(type, seq, 0, 0, SIDE_A, GATEWAY), bytes(payload))
                .encode();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As the firmware writes it: the object is closed before hash and "signature" are appended. */
    private static String envelope(String object) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(object));
            return object + ",\"hash\":\"sha256:" + HexFormat.of().formatHex(hash) + "\",\"sig\":\"ed25519:AA==\"}";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what was published of a device, oldest first, as text. */
    private List<String> telemetryOf(String device) {
        List<String> found = new ArrayList<>();
        String start = "\"data\":{\"device_id\":\"" + device + "\",\"telemetry\":";
        for (String envelope : published("devices:telemetry")) {
            int at = envelope.indexOf(start);
            if (at >= 0) {
                int from = at + start.length();
                found.add(envelope.substring(from, envelope.indexOf("},\"timestamp\"", from)));
            }
        }
        return found;
    }

    /** Returns the envelopes of a channel, oldest first. */
    private List<String> published(String channel) {
        try (Jedis redis = new Jedis(URI.create(bench.redis().uri()))) {
            return redis.xrange(RedisKeys.history(channel), (StreamEntryID) null, (StreamEntryID) null).stream()
                    .map(entry -> Objects.requireNonNull(entry.getFields().get("e")))
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

    private static int status(URI uri) {
        return get(uri).statusCode();
    }

    private static HttpResponse<String> get(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(SOON).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
