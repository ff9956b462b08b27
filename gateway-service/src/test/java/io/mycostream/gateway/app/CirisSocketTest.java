package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CIRIS over WebSocket, where a written conversation does not do: while events flow, at the limits, in odd spellings. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class CirisSocketTest {

    private static final List<String> STREAMS = List.of("message", "telemetry", "reasoning", "log");
    private static final List<String> PATHS = List.of("messages", "telemetry", "reasoning", "logs", "all");
    private static final List<String> LEVELS = List.of("ERROR", "INFO", "DEBUG");

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
        lab.awaitNobody();
    }

    private SocketClient client(String path, String token) {
        return lab.socket(lab.to("/v1/stream/" + path + "?token=" + token));
    }

    private SocketClient greeted(String path, String role) {
        SocketClient client = client(path, tokens.of("user-" + path + role, role));
        assertThat(client.next().path("type").textValue()).isEqualTo("auth");
        return client;
    }

    private SocketWire wire(String path, String role) {
        return lab.keep(
                SocketWire.open(lab.port(), "/v1/stream/" + path + "?token=" + tokens.of("wire-" + path + role, role)));
    }

    /** A publisher that does not stop before it is closed. */
    private static final class Flow implements AutoCloseable {

        private final Thread thread;
        private volatile boolean over;

        Flow(IntConsumer publish) {
            thread = Thread.startVirtualThread(() -> {
                for (int n = 0; !over; n++) {
                    publish.accept(n);
                    LockSupport.parkNanos(1_000_000);
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            thread.join();
        }
    }

    /** CIRIS-14, CIRIS-15, CIRIS-19, CIRIS-20, COM-7, COM-9: what is heard is exact to the event, also while they flow. */
    @Test
    void hearsExactlyFromReplyToReply() throws Exception {
        SocketClient client = greeted("all", "OBSERVER");
        Random random = new Random(7);
        Set<String> heard = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        int events = 0;
        try (Flow _ = new Flow(n -> STREAMS.forEach(stream -> lab.publishTo("ciris:" + stream, "{\"n\":" + n + "}")))) {
            for (int request = 0; request < 60; request++) {
                boolean subscribes = request == 0 || random.nextBoolean();
                List<String> streams =
                        STREAMS.stream().filter(_ -> random.nextBoolean()).toList();
                client.send("""
                        {"type":"%s","streams":[%s]}""".formatted(
                                subscribes ? "subscribe" : "unsubscribe",
                                String.join(
                                        ",",
                                        streams.stream()
                                                .map(stream -> '"' + stream + '"')
                                                .toList())));
                int more = random.nextInt(20);
                boolean replied = false;
                while (!replied || (more-- > 0 && !heard.isEmpty())) {
                    JsonNode message = client.next();
                    String type = message.path("type").textValue();
                    if (type.endsWith("subscribe")) {
                        replied = true;
                        streams.stream().filter(stream -> !stream.equals("log")).forEach(stream -> {
                            if (!subscribes) {
                                heard.remove(stream);
                                last.remove(stream);
                            } else {
                                heard.add(stream);
                            }
                        });
                    } else {
                        assertThat(heard).as("request %d", request).contains(type);
                        int n = message.path("data").path("n").intValue();
                        Integer before = last.put(type, n);
                        if (before != null) {
                            assertThat(n).as("%s, request %d", type, request).isEqualTo(before + 1);
                        }
                        events++;
                    }
                }
            }
        }
        assertThat(events).isGreaterThan(100);
    }

    /** CIRIS-23, COM-9: another choice of levels neither loses nor repeats an entry of a level that is wanted before and after. */
    @Test
    void changesLevelsWithoutASeam() throws Exception {
        SocketClient client = greeted("logs", "ADMIN");
        List<Integer> errors = new ArrayList<>();
        try (Flow _ = new Flow(n -> {
            for (String level : LEVELS) {
                lab.publishTo("ciris:log", "{\"level\":\"" + level + "\",\"n\":" + n + "}");
            }
        })) {
            List<Set<String>> choices =
                    List.of(Set.of("ERROR"), Set.of("ERROR", "INFO"), Set.of(), Set.of("DEBUG", "ERROR"));
            for (int change = 0; change < 24; change++) {
                Set<String> levels = choices.get(change % choices.size());
                client.send("{\"type\":\"filter\",\"levels\":["
                        + String.join(
                                ",",
                                levels.stream().map(level -> '"' + level + '"').toList()) + "]}");
                client.send("{\"type\":\"ping\"}");
                Set<String> heard = new HashSet<>();
                boolean inForce = false;
                for (int more = 12; more > 0; ) {
                    JsonNode message = client.next();
                    if (message.path("type").textValue().equals("heartbeat")) {
                        inForce = true;
                        continue;
                    }
                    String level = message.path("data").path("level").textValue();
                    if (level.equals("ERROR")) {
                        errors.add(message.path("data").path("n").intValue());
                    }
                    if (inForce) {
                        heard.add(level);
                        more--;
                    }
                }
                assertThat(heard).isEqualTo(levels.isEmpty() ? Set.copyOf(LEVELS) : levels);
            }
        }
        assertThat(errors).hasSizeGreaterThan(50);
        for (int i = 1; i < errors.size(); i++) {
            assertThat(errors.get(i)).isEqualTo(errors.get(i - 1) + 1);
        }
    }

    /** CIRIS-27, COM-20: all paths together, and before any message. */
    @Test
    void closesTheEleventhConnectionOfAUser() {
        String token = tokens.of("crowd", "ADMIN");
        for (int i = 0; i < 10; i++) {
            assertThat(client(PATHS.get(i % 5), token).next().path("type").textValue())
                    .isEqualTo("auth");
        }

        for (String path : PATHS) {
            SocketWire eleventh = lab.keep(SocketWire.open(lab.port(), "/v1/stream/" + path + "?token=" + token));
            assertThat(eleventh.next()).isEqualTo(Frame.close(1008, "Connection limit exceeded"));
        }
    }

    /** CIRIS-7. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/message",
                "/log",
                "/MESSAGES",
                "/Logs",
                "/messages/x",
                "/messages%2Flogs",
                "/*",
                "/heartbeat",
                "/auth",
                "/all,logs",
                "/messages%20",
                "/messages%00",
                "/ciris:log",
                "/%6Dessage",
            })
    void refusesTheUpgradeOfOtherNames(String name) {
        assertThat(lab.socketRefusal("/v1/stream" + name + "?token=" + tokens.of("alice", "ROOT")))
                .isEqualTo(404);
        assertThat(lab.socketRefusal("/v1/stream" + name)).isEqualTo(404);
    }

    /** CIRIS-5, CIRIS-14: whatever way the path of the logs is written, it is that of the logs, or of nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/stream/logs",
                "/v1/stream/logs/",
                "/v1/stream//logs",
                "/v1//stream/logs",
                "/v1/stream/./logs",
                "/v1/stream/messages/../logs",
                "/v1/stream/lo%67s",
                "/v1/stream/%6c%6f%67%73",
                "/v1/stream/lo%2567s",
                "/v1/stream/logs%2F",
                "/v1/stream%2Flogs",
                "/v1/stream/logs;role=ADMIN",
                "/v1/stream/LOGS",
                "/v1/stream/all/../logs",
                "/v1/stream/all%2F..%2Flogs",
            })
    void noSpellingOfThePathOpensTheLogs(String path) {
        String opening = path + "?token=" + tokens.of("observer-of-paths", "OBSERVER");
        try (Wire wire = Wire.to(lab.port())) {
            wire.send("GET " + opening + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            String status = wire.line();

            if (status.contains(" 101 ")) {
                try (SocketWire socket = lab.keep(SocketWire.open(lab.port(), opening))) {
                    assertThat(socket.next()).isEqualTo(Frame.close(1008, "ADMIN role required"));
                }
            } else {
                assertThat(status).containsAnyOf(" 404 ", " 400 ");
            }
        }
    }

    /** CIRIS-29: the client's own code comes back. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1011, 3000, 4000, 4999})
    void answersACloseWithTheSameCode(int code) {
        for (String path : List.of("messages", "all")) {
            SocketWire wire = wire(path, "OBSERVER");
            wire.next();

            byte[] reason = "bye".getBytes(UTF_8);
            wire.send(
                    SocketWire.CLOSE,
                    true,
                    ByteBuffer.allocate(2 + reason.length)
                            .putShort((short) code)
                            .put(reason)
                            .array());

            Frame answer = wire.next();
            assertThat(answer.opcode()).isEqualTo(SocketWire.CLOSE);
            assertThat(answer.text()).startsWith(code + " ");
        }
    }

    /** CIRIS-24: a client that sends back whatever it gets, and one that answers each heartbeat, cause no loop. */
    @Test
    void echoesCauseNoLoop() {
        SocketClient echo = greeted("messages", "OBSERVER");
        echo.send("{\"type\":\"ping\"}");
        for (int i = 0; i < 3; i++) {
            echo.send(echo.nextText());
            echo.send("{\"type\":\"ping\"}");
        }
        assertThat(echo.next().path("type").textValue()).isEqualTo("heartbeat");

        lab.publishTo("ciris:message", "{\"n\":1}");

        assertThat(echo.next().path("data")).isEqualTo(Json.read("{\"n\":1}"));
    }

    /** COM-11, COM-12: the token in each of its places. */
    @Test
    void takesTheTokenFromHeaderAndSubprotocol() {
        String token = tokens.of("ada", "OBSERVER");
        SocketClient header = lab.socket(lab.to("/v1/stream/all").header("Authorization", "Bearer " + token));
        SocketClient protocol = lab.socket(lab.to("/v1/stream/messages").offering("bearer", token));

        assertThat(header.next().path("data").path("user_id").textValue()).isEqualTo("ada");
        assertThat(protocol.next().path("data").path("user_id").textValue()).isEqualTo("ada");
        assertThat(protocol.subprotocol()).isEqualTo("bearer");
    }
}
