package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins may listen, because what lets them in is a token they have to be given. COM-30. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class CorsTest {

    private static final String PAGE = "https://dashboard.example";

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    @ParameterizedTest
    @CsvSource({"/api/stream/devices/mushroom1, " + PAGE, "/ws/devices/status, " + PAGE, "/ws/devices/status, null"})
    void letsAPageReadTheAnswer(String path, String origin) {
        HttpWire answer = lab.request(
                "GET " + path + " HTTP/1.1", "Origin: " + origin, "Authorization: Bearer " + tokens.ofSomebody());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin"))
                .hasValueSatisfying(allowed -> assertThat(allowed).isIn("*", origin));
        assertThat(answer.header("Access-Control-Allow-Credentials"))
                .as("no cookies")
                .isNotEqualTo(Optional.of("true"));
    }

    // a page that cannot read the refusal cannot tell its user to sign in again
    @ParameterizedTest
    @ValueSource(strings = {"/api/stream/devices/mushroom1", "/ws/devices/status"})
    void letsAPageReadTheRefusal(String path) {
        HttpWire answer = lab.request("GET " + path + " HTTP/1.1", "Origin: " + PAGE);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Access-Control-Allow-Origin"))
                .hasValueSatisfying(allowed -> assertThat(allowed).isIn("*", PAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/stream/devices/mushroom1", "/ws/devices/status"})
    void answersThePreflightWithoutAToken(String path) {
        HttpWire answer = lab.request(
                "OPTIONS " + path + " HTTP/1.1",
                "Origin: " + PAGE,
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: authorization,last-event-id");

        assertThat(answer.status()).isIn(200, 204);
        assertThat(answer.header("Access-Control-Allow-Origin"))
                .hasValueSatisfying(allowed -> assertThat(allowed).isIn("*", PAGE));
        assertThat(names(answer, "Access-Control-Allow-Methods")).contains("get");
        assertThat(names(answer, "Access-Control-Allow-Headers")).contains("authorization", "last-event-id");
    }

    private static Set<String> names(HttpWire answer, String header) {
        return Arrays.stream(answer.header(header)
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    @Test
    void letsAPageOfAnotherOriginOpenAWebSocket() {
        SocketClient client = lab.socket(
                lab.to("/ws/devices/mushroom1?token=" + tokens.ofSomebody()).header("Origin", PAGE));

        assertThat(client.next().path("type").textValue()).isEqualTo("connected");
    }

    @Test
    void saysNothingOfOriginsToThoseWhoHaveNone() {
        HttpWire answer = lab.request("GET /ws/devices/status HTTP/1.1");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
}
