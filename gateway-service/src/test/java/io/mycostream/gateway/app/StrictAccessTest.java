package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.app.SocketWire.Frame;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator can demand: an audience, a role, one connection each, clients that keep up. */
@QuarkusTest
@TestProfile(Strict.class)
@WithTestResource(RedisAndKeys.class)
class StrictAccessTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
        lab.awaitNobody();
    }

    private String withClaims(String claims) {
        return tokens.signed("{\"iss\":\"" + Tokens.ISSUER + "\",\"sub\":\"alice\",\"exp\":"
                + (Instant.now().getEpochSecond() + 600) + "," + claims + "}");
    }

    private String admin(String user) {
        return tokens.claims(user).audience("labs").groups("ADMIN").sign();
    }

    // COM-13
    @ParameterizedTest
    @ValueSource(strings = {"\"aud\":\"labs\"", "\"aud\":[\"elsewhere\",\"dashboards\"]"})
    void letsInTokensForItsAudience(String audience) {
        assertThat(lab.statusAs(withClaims(audience + ",\"groups\":[\"ADMIN\"]")))
                .isEqualTo("200");
    }

    // COM-13
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"aud\":\"\"",
                "\"aud\":\"elsewhere\"",
                "\"aud\":\"Labs\"",
                "\"aud\":[]",
                "\"aud\":[\"elsewhere\"]",
                "\"aud\":7",
                "\"aud\":{\"labs\":true}",
                "\"aud\":null",
            })
    void refusesTokensForOthers(String audience) {
        assertThat(lab.statusAs(withClaims(audience + ",\"groups\":[\"ADMIN\"]")))
                .isEqualTo("401 Invalid token");
        assertThat(lab.socketAs(withClaims(audience + ",\"groups\":[\"ADMIN\"]")))
                .isEqualTo("1008 Invalid token");
    }

    // COM-14: each role includes those below it, the highest counts, other strings are passed over
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"groups\":[\"ADMIN\"]",
                "\"groups\":[\"AUTHORITY\"]",
                "\"groups\":[\"ROOT\"]",
                "\"groups\":[\"OBSERVER\",\"ADMIN\"]",
                "\"groups\":[7,null,\"x\",\"admin\",[],\"ADMIN\",{}]",
            })
    void letsInTheRoleAndThoseAboveIt(String groups) {
        assertThat(lab.statusAs(withClaims("\"aud\":\"labs\"," + groups))).isEqualTo("200");
    }

    // COM-14, COM-15, section 4: nothing else names a role
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"groups\":[]",
                "\"groups\":null",
                "\"groups\":[\"OBSERVER\"]",
                "\"groups\":[\"admin\",\"Admin\",\" ADMIN\",\"ADMIN \",\"ADMINS\"]",
                "\"groups\":[\"ADMIN,ROOT\",\"ADMIN ROOT\"]",
                "\"groups\":[[\"ADMIN\"],{\"ADMIN\":\"ADMIN\"}]",
                "\"groups\":\"ADMIN\"",
                "\"groups\":\"OBSERVER ADMIN\"",
                "\"role\":\"ADMIN\",\"roles\":[\"ADMIN\"],\"scope\":\"ADMIN\"",
                "\"realm_access\":{\"roles\":[\"ADMIN\"]}",
                "\"groups\":[\"OBSERVER\"],\"rolesMapping\":{\"OBSERVER\":\"ROOT\"}",
                "\"groups\":[\"OBSERVER\"],\"roleMappings\":{\"OBSERVER\":\"ROOT\"}",
                "\"groups\":[\"OBSERVER\"],\"role_mappings\":{\"OBSERVER\":\"ROOT\"}",
            })
    void refusesThoseWhoLackTheRole(String groups) {
        String token = withClaims("\"aud\":\"labs\"," + groups);

        assertThat(lab.statusAs(token)).isEqualTo("403 ADMIN role required");
        assertThat(lab.socketAs(token)).isEqualTo("1008 ADMIN role required");
        HttpWire events = lab.eventsWithToken("mushroom1", token);
        assertThat(events.status()).isEqualTo(403);
        assertThat(events.header("WWW-Authenticate")).isEmpty();
        assertThat(events.fixedBody()).isEqualTo("{\"error\":\"ADMIN role required\"}");
    }

    // COM-14
    @Test
    void takesNoRoleFromTheUrl() {
        String token = withClaims("\"aud\":\"labs\"");

        assertThat(lab.request("GET /ws/devices/status?role=ADMIN&groups=ADMIN&roles=ADMIN&token=" + token
                                + " HTTP/1.1")
                        .status())
                .isEqualTo(403);
    }

    // COM-22: the role before the places
    @Test
    void saysThatTheRoleIsMissingEvenAtTheLimit() {
        lab.socketWithToken("mushroom1", admin("alice")).next();

        assertThat(lab.socketAs(withClaims("\"aud\":\"labs\""))).isEqualTo("1008 ADMIN role required");
        assertThat(lab.socketAs(admin("alice"))).isEqualTo("1008 Connection limit exceeded");
        assertThat(lab.socketAs(admin("bob"))).isEqualTo("connected");
    }

    // COM-16: anonymous access is off
    @Test
    void letsNobodyInWithoutAToken() {
        assertThat(lab.request("GET /ws/devices/status HTTP/1.1").status()).isEqualTo(401);
    }

    // COM-23: the policy disconnect
    @Test
    void sendsAwayAWebSocketThatCannotKeepUp() {
        double before = metrics.ended("slow_consumer");
        SocketWire slow = lab.keep(SocketWire.open(
                Wire.to(lab.port(), 8_192), lab.port(), "/ws/devices/mushroom1?token=" + admin("alice")));
        SocketClient fast = lab.socketWithToken("mushroom2", admin("bob"));
        slow.next();
        fast.next();

        lab.publishAll("mushroom1", 0, 15_000, "x".repeat(800));
        lab.publish("mushroom2", "{\"value\":1}");

        await().untilAsserted(() -> assertThat(metrics.ended("slow_consumer")).isEqualTo(before + 1));
        assertThat(fast.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));
        Frame frame = slow.next();
        for (int n = 0; frame.opcode() == SocketWire.TEXT; n++) {
            assertThat(Json.read(frame.text()).path("data").path("n").intValue())
                    .isEqualTo(n);
            frame = slow.next();
        }
        assertThat(frame).isEqualTo(Frame.close(1013, "Reading too slowly"));
    }

    // COM-23
    @Test
    void endsAnSseResponseThatCannotKeepUp() {
        double before = metrics.ended("slow_consumer");
        Wire wire = lab.keep(Wire.to(lab.port(), 8_192));
        wire.send("GET /api/stream/devices/mushroom1?token=" + admin("alice") + " HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpWire slow = HttpWire.answer(wire);
        slow.next();

        lab.publishAll("mushroom1", 0, 15_000, "x".repeat(800));

        await().untilAsserted(() -> assertThat(metrics.ended("slow_consumer")).isEqualTo(before + 1));
        List<Integer> got = new ArrayList<>();
        for (String text = slow.nextText(); !text.isEmpty(); text = slow.nextText()) {
            got.add(Json.read(HttpWire.parse(text).data())
                    .path("data")
                    .path("n")
                    .intValue());
        }
        assertThat(Set.copyOf(got)).hasSize(got.size());
        assertThat(got).isSorted();
        assertThat(wire.endsWithin(Duration.ofSeconds(2))).isTrue();
    }

    // COM-6, section 4
    @Test
    void keepsToTheSizesItWasTold() {
        SocketClient client = lab.socketWithToken("mushroom1", admin("alice"));
        client.next();

        lab.publish("mushroom1", "{\"x\":\"" + "x".repeat(1_024) + "\"}");
        lab.publish("mushroom1", "{\"value\":1}");
        assertThat(client.next().path("data")).isEqualTo(Json.read("{\"value\":1}"));

        client.send("{\"type\":\"ping\",\"x\":\"" + "x".repeat(180) + "\"}");
        assertThat(client.awaitClose()).isEqualTo(new SocketClient.Close(1009, "Message too large"));
    }

    // COM-30
    @Test
    void letsOnlyTheConfiguredOriginsReadTheAnswer() {
        assertThat(lab.request("GET /ws/devices/status HTTP/1.1", "Origin: https://dashboard.example")
                        .header("Access-Control-Allow-Origin"))
                .contains("https://dashboard.example");
        assertThat(lab.request("GET /ws/devices/status HTTP/1.1", "Origin: https://evil.example")
                        .header("Access-Control-Allow-Origin"))
                .isEmpty();
    }
}
