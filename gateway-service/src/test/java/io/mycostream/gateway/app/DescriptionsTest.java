package io.mycostream.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.specification.Specification;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the descriptions say is there is there, and what is there is in them. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class DescriptionsTest {

    private final Specification specification = new Specification();

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Router router;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    @Test
    void areServed() {
        String open = given().queryParam("format", "json")
                .get("/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(Json.read(open).path("openapi").asText()).startsWith("3.1");
        assertThat(Json.read(open).path("paths"))
                .hasSameSizeAs(specification.open().path("paths"));
        assertThat(given().get("/asyncapi.yaml")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .startsWith("asyncapi: 3.0.0");
    }

    /** Every resource is there: without a token it says so, and nothing else. */
    @Test
    void everyResourceExists() {
        RestAssured.urlEncodingEnabled = false;
        specification.open().path("paths").properties().forEach(path -> {
            boolean free = path.getValue().at("/get/security").isArray();
            int status = given().get(filled(path.getKey())).statusCode();
            assertThat(status).as(path.getKey()).isEqualTo(free ? 200 : 401);
        });
    }

    /** Every WebSocket is there: it is accepted, and its first words are among those described. */
    @Test
    void everySocketExists() {
        for (Specification.Socket socket : specification.sockets()) {
            String target = filled(socket.address().replace("{stream}", "messages")) + "?token="
                    + tokens.of("observer", "OBSERVER");
            SocketClient client = lab.socket(lab.to(target));
            JsonNode first = client.next();
            assertThat(specification.kind(socket, first))
                    .as(socket.name() + " " + first)
                    .isPresent();
        }
    }

    /** No route of ours is missing in the descriptions. */
    @Test
    void everyRouteIsDescribed() {
        Set<String> described = specification.open().path("paths").properties().stream()
                .map(path -> shape(path.getKey()))
                .collect(Collectors.toCollection(TreeSet::new));
        specification.sockets().forEach(socket -> described.add(shape(socket.address())));
        List<String> routes = router.getRoutes().stream()
                .map(Route::getPath)
                .filter(path -> path != null && path.startsWith("/api/"))
                .map(DescriptionsTest::shape)
                .toList();

        assertThat(routes).isNotEmpty().allMatch(described::contains);
    }

    private static String filled(String path) {
        return path.replaceAll("\\{[^}]*}", "x-1");
    }

    private static String shape(String path) {
        return path.replaceAll("\\{[^}]*}|:[A-Za-z_]+", "*");
    }
}
