package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How those are answered who are not let in. The texts are those of section 4 of the contract. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class RefusalTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private String token(String kind) {
        return switch (kind) {
            case "none" -> "";
            case "bad" -> "?token=bad.bad.bad";
            case "expired" ->
                "?token=" + tokens.claims("alice").expiresAt(1_700_000_000).sign();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    // COM-17: accepted first, then closed, and nothing in between
    @ParameterizedTest
    @CsvSource({"none, Authentication required", "bad, Invalid token", "expired, Token expired"})
    void closesAWebSocketWithTheReason(String kind, String reason) {
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1" + token(kind)));

        assertThat(wire.next()).isEqualTo(Frame.close(1008, reason));
    }

    // COM-17, COM-21: also when the client neither answers the close frame nor leaves
    @Test
    void endsTheConnectionOfTheRefusedEvenIfTheyStay() {
        SocketWire wire = lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1"));

        assertThat(wire.next()).isEqualTo(Frame.close(1008, "Authentication required"));
        assertThat(wire.endsWithin(Duration.ofSeconds(8))).isTrue();
    }

    // COM-27
    @ParameterizedTest
    @CsvSource({
        "/api/stream/devices/mushroom1, none, Authentication required",
        "/api/stream/devices/mushroom1, bad, Invalid token",
        "/api/stream/devices/mushroom1, expired, Token expired",
        "/ws/devices/status, none, Authentication required",
        "/ws/devices/status, bad, Invalid token",
        "/ws/devices/status, expired, Token expired",
    })
    void answersARequestWithStatusAndReason(String path, String kind, String reason) {
        HttpWire answer = lab.request("GET " + path + token(kind) + " HTTP/1.1");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(answer.fixedBody()).isEqualTo("{\"error\":\"" + reason + "\"}");
    }

    // COM-27, COM-30: what is no URI is refused before anything reads it, and a page of another origin may read why
    @ParameterizedTest
    @CsvSource({
        "/api/stream/devices/%E0%A4%A, 26",
        "/api/stream/devices/%, 20",
        "/api/stream/devices/a?token=%zz, 28",
        "/ws/devices/a|b, 13",
        "/nothing/{id}, 9",
    })
    void saysWhatIsWrongWithAMalformedTarget(String target, int place) {
        HttpWire answer = lab.request("GET " + target + " HTTP/1.1", "Origin: http://lab.example");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.header("Access-Control-Allow-Origin")).isPresent();
        assertThat(answer.fixedBody())
                .startsWith("{\"error\":\"Malformed path or query at character " + place + ": expected ");
    }

    // COM-19, COM-27: a target without a path, with a token in it
    @ParameterizedTest
    @ValueSource(strings = {"?token=secret", "*", "foo", "mailto:a"})
    void saysWhatIsWrongWithATargetThatHasNoPath(String target) {
        HttpWire answer = lab.request("GET " + target + " HTTP/1.1", "Origin: http://lab.example");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Access-Control-Allow-Origin")).isPresent();
        assertThat(answer.fixedBody()).isEqualTo("{\"error\":\"Malformed path: expected one that begins with /\"}");
    }

    // COM-31: octets that are no UTF-8 name nothing, and harm nobody
    @Test
    void takesOctetsThatAreNoText() {
        assertThat(lab.request("GET /api/stream/devices/%E0%A4?token=" + tokens.ofSomebody() + " HTTP/1.1")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void countsTheRefusedByReason() {
        double before = metrics.refused("invalid_token");

        lab.request("GET /api/stream/devices/mushroom1?token=bad HTTP/1.1");
        lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1?token=bad")).next();

        assertThat(metrics.refused("invalid_token")).isEqualTo(before + 2);
    }

    // section 4: a path nobody serves is 404, whatever the token
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws/nothing",
                "/ws/devices",
                "/ws/devices/",
                "/ws/devices/a/b",
                "/api/stream/devices",
                "/api/stream/devices/a/b",
                "/api/stream/nothing",
                "/ws/devices/mushroom1/status",
                "/ws/topology/a",
                "/api/stream/scientific/status/a",
                "/q/health",
                "/q/metrics",
            })
    void knowsNoOtherPath(String path) {
        String token = "?token=" + tokens.ofSomebody();

        HttpWire answer = lab.request("GET " + path + token + " HTTP/1.1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(answer.fixedBody()).isEqualTo("{\"error\":\"Not found\"}");
        assertThat(lab.socketRefusal(path + token)).isEqualTo(404);
        assertThat(lab.socketRefusal(path)).isEqualTo(404);
    }

    // the SSE resource is no WebSocket, and the WebSocket no resource
    @Test
    void knowsEachPathForItsOwnTransportOnly() {
        String token = "?token=" + tokens.ofSomebody();

        assertThat(lab.request("GET /ws/devices/mushroom1" + token + " HTTP/1.1")
                        .status())
                .isEqualTo(404);
        assertThat(lab.socketRefusal("/api/stream/devices/mushroom1" + token)).isEqualTo(404);
    }

    // COM-19: nothing that a stranger can do brings a token into the log, into an answer or into the metrics
    @Test
    void keepsTokensToItself() {
        String good = tokens.ofSomebody();
        String bad = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2VjcmV0";
        try (LogCapture log = new LogCapture()) {
            Logger.getLogger("canary").warn("the log is being read");
            StringBuilder told = new StringBuilder();
            for (String token : List.of(good, bad)) {
                for (String path : List.of(
                        "/ws/devices/other",
                        "/api/stream/nothing",
                        "/ws/devices/%zz",
                        "/api/stream/devices/%zz",
                        "/api/stream/devices/%ff%fe",
                        "/%",
                        "/ws/devices/" + token,
                        "//evil/../x")) {
                    told.append(told(lab.request("GET " + path + "?token=" + token + "&x=%zz HTTP/1.1")));
                    told.append(told(lab.request("POST " + path + "?token=" + token + " HTTP/1.1")));
                }
                for (String path : List.of("/ws/devices/%zz", "/ws/nothing", "/ws/devices/a?x=%zz&y=")) {
                    Wire wire = lab.keep(Wire.to(lab.port()));
                    wire.send("GET " + path + (path.contains("?") ? "&" : "?") + "token=" + token
                            + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                            + "Sec-WebSocket-Protocol: bearer, " + token + "\r\n\r\n");
                    told.append(wire.line());
                }
                lab.socketAs(token);
                lab.request(
                        "GET /ws/devices/status HTTP/1.1",
                        "Authorization: Bearer " + token,
                        "Origin: https://evil.example");
            }
            String metricsText = lab.managed("/metrics").body();

            assertThat(Map.of("log", log.text(), "answers", told.toString(), "metrics", metricsText))
                    .allSatisfy((where, text) -> assertThat(text)
                            .as(where)
                            .doesNotContain(good.split("\\.")[1], good.split("\\.")[2], "eyJzdWIiOiJzZWNyZXQifQ"));
            assertThat(log.text()).as("a stranger writes no log").isEqualTo("WARN canary the log is being read\n");
            assertThat(metricsText).contains("stream_connections_refused_total{reason=\"invalid_token\"");
        }
    }

    private static String told(HttpWire answer) {
        String body = answer.fixedBody();
        assertThat(answer.statusLine()).contains(" 40");
        assertThat(body).doesNotContain("html", "Exception", "io.");
        return answer.statusLine() + body;
    }
}
