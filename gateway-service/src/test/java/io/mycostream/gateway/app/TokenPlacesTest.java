package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a request may carry its token, and which one counts when it carries several. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class TokenPlacesTest {

    private static final String BAD = "bad.bad.bad";
    private static final String CARRIED = "quarkus-http-upgrade#Authorization#Bearer%20";

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    private String good = "";

    @BeforeEach
    void token() {
        good = tokens.ofSomebody();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private SocketClient.Request plain() {
        return lab.to("/ws/devices/mushroom1");
    }

    private SocketClient.Request withQuery(String token) {
        return lab.to("/ws/devices/mushroom1?x=1&token=" + token + "&y=2");
    }

    private void assertConnected(SocketClient.Request options) {
        assertThat(lab.socket(options).next().path("type").textValue()).isEqualTo("connected");
    }

    private void assertRefused(SocketClient.Request options, String reason) {
        assertThat(lab.socket(options).awaitClose()).isEqualTo(new SocketClient.Close(1008, reason));
    }

    // COM-11
    @Test
    void isTheHeader() {
        assertConnected(plain().header("Authorization", "Bearer " + good));
        assertConnected(plain().header("authorization", "bearer   " + good + " "));
        assertThat(lab.eventsWithToken("mushroom1", good).status()).isEqualTo(200);
    }

    // COM-11
    @Test
    void isTheQuery() {
        assertConnected(withQuery(good));
        assertConnected(
                withQuery(URLEncoder.encode(good, StandardCharsets.UTF_8).replace(".", "%2E")));
        assertThat(lab.request("GET /api/stream/devices/mushroom1?token=" + good + " HTTP/1.1")
                        .status())
                .isEqualTo(200);
        assertThat(lab.request("GET /ws/devices/status?token=" + good + " HTTP/1.1")
                        .status())
                .isEqualTo(200);
    }

    // COM-12
    @Test
    void isBehindTheSubprotocolBearer() {
        SocketClient client = lab.socket(plain().offering("bearer", good));

        assertThat(client.next().path("type").textValue()).isEqualTo("connected");
        assertThat(client.subprotocol()).isEqualTo("bearer");
    }

    // COM-12
    @Test
    void isInTheSubprotocolThatQuarkusClientsUse() {
        SocketClient client = lab.socket(plain().offering("bearer-token-carrier", CARRIED + good));

        assertThat(client.next().path("type").textValue()).isEqualTo("connected");
        assertThat(client.subprotocol()).isEqualTo("bearer-token-carrier");
    }

    // COM-12: some clients send one header per subprotocol
    @Test
    void isFoundInSubprotocolHeadersOfTheirOwn() {
        SocketWire wire = lab.keep(SocketWire.open(
                lab.port(),
                "/ws/devices/mushroom1",
                "Sec-WebSocket-Protocol: bearer",
                "Sec-WebSocket-Protocol: " + good));

        assertThat(wire.next().text()).startsWith("{\"type\":\"connected\"");
    }

    // COM-12: the refused are told too, and by the same subprotocol, or their browser would hide the reason
    @Test
    void isNamedAlsoToTheRefused() {
        SocketClient client = lab.socket(plain().offering("bearer", BAD));

        assertThat(client.subprotocol()).isEqualTo("bearer");
        assertThat(client.awaitClose()).isEqualTo(new SocketClient.Close(1008, "Invalid token"));
    }

    // COM-12
    @Test
    void isNoSubprotocolWithoutAMarker() {
        SocketWire known = lab.keep(SocketWire.open(
                lab.port(), "/ws/devices/mushroom1?token=" + good, "Sec-WebSocket-Protocol: graphql-ws"));
        assertThat(known.next().text()).startsWith("{\"type\":\"connected\"");
        assertThat(known.subprotocol()).isEmpty();

        SocketWire unknown =
                lab.keep(SocketWire.open(lab.port(), "/ws/devices/mushroom1", "Sec-WebSocket-Protocol: " + good));
        assertThat(unknown.next()).isEqualTo(SocketWire.Frame.close(1008, "Authentication required"));
        assertThat(unknown.subprotocol()).isEmpty();
    }

    // COM-11: the order is header, query, subprotocol
    @Test
    void countsOnceWhereverElseThereIsABadOne() {
        assertConnected(withQuery(BAD).header("Authorization", "Bearer " + good));
        assertConnected(plain().header("Authorization", "Bearer " + good).offering("bearer", BAD));
        assertConnected(withQuery(good).offering("bearer", BAD));
    }

    // COM-11: no second try
    @Test
    void isNotLookedForAgainAfterABadOne() {
        assertRefused(withQuery(good).header("Authorization", "Bearer " + BAD), "Invalid token");
        assertRefused(withQuery(BAD).offering("bearer", good), "Invalid token");
        assertRefused(
                plain().header("Authorization", "Bearer " + BAD).offering("bearer-token-carrier", CARRIED + good),
                "Invalid token");
    }

    // COM-11: what is no bearer token is none, and an empty one neither
    @Test
    void isNotWhatOnlyLooksLikeOne() {
        assertConnected(withQuery(good).header("Authorization", "Basic YWxpY2U6c2VjcmV0"));
        assertRefused(plain().header("Authorization", "Basic " + good), "Authentication required");
        assertRefused(plain().header("Authorization", good), "Authentication required");
        assertRefused(plain().header("Authorization", "Bearer "), "Authentication required");
        assertRefused(plain().header("Cookie", "token=" + good), "Authentication required");
        assertRefused(withQuery(""), "Authentication required");
        assertRefused(lab.to("/ws/devices/mushroom1?access_token=" + good), "Authentication required");
        assertRefused(plain().offering("bearer"), "Authentication required");
        assertRefused(plain().offering("bearer-token-carrier"), "Authentication required");
    }
}
