package io.mycostream.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COM-11 and COM-12: where a request may carry its token. The requests are real ones. */
@Timeout(30)
class BearerTokenTest {

    private static final String NONE = "(none)";
    private static final String CARRIED = "quarkus-http-upgrade#Authorization#Bearer%20";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Vertx vertx;
    private static HttpServer server;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer()
                .requestHandler(request ->
                        request.response().end(BearerToken.find(request).orElse(NONE)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** What is found in a request with this query and these headers: name, value, name, value. */
    private static String found(String query, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/ws/devices/a" + query))
                .timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc  "})
    void inTheHeader(String header) throws Exception {
        assertThat(found("", "Authorization", header)).isEqualTo("abc");
    }

    @Test
    void inTheQuery() throws Exception {
        assertThat(found("?x=1&token=abc.d-e_f")).isEqualTo("abc.d-e_f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bearer, abc                                                 | abc",
                "bearer,abc,other                                            | abc",
                "other, bearer, abc                                          | abc",
                "bearer-token-carrier, " + CARRIED + "abc                    | abc",
                "bearer-token-carrier, " + CARRIED + "a%2Eb                  | a.b",
                CARRIED + "abc, bearer-token-carrier                         | abc",
                "bearer-token-carrier, " + CARRIED + "a%ZZ                   | a%ZZ",
            })
    void inTheSubprotocol(String offered, String token) throws Exception {
        assertThat(found("", "Sec-WebSocket-Protocol", offered)).isEqualTo(token);
    }

    @Test
    void inASubprotocolOfferedInTwoHeaders() throws Exception {
        assertThat(found("", "Sec-WebSocket-Protocol", "bearer", "Sec-WebSocket-Protocol", "abc"))
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bearer",
                "abc",
                "bearer-token-carrier",
                "bearer-token-carrier, abc",
                CARRIED + "abc",
                "Bearer, abc"
            })
    void aSubprotocolWithoutMarkerOrTokenHoldsNone(String offered) throws Exception {
        assertThat(found("", "Sec-WebSocket-Protocol", offered)).isEqualTo(NONE);
    }

    @Test
    void headerGoesBeforeQueryAndQueryBeforeSubprotocol() throws Exception {
        assertThat(found("?token=q", "Authorization", "Bearer h", "Sec-WebSocket-Protocol", "bearer, s"))
                .isEqualTo("h");
        assertThat(found("?token=q", "Sec-WebSocket-Protocol", "bearer, s")).isEqualTo("q");
    }

    @Test
    void whatIsNoBearerTokenIsPassedOver() throws Exception {
        assertThat(found("?token=q", "Authorization", "Basic YTpi")).isEqualTo("q");
        assertThat(found("?token=q", "Authorization", "Bearer ")).isEqualTo("q");
        assertThat(found("?token=")).isEqualTo(NONE);
        assertThat(found("")).isEqualTo(NONE);
    }
}
