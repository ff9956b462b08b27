package io.mycostream.ingest.app.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.mycostream.ingest.app.Bench;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@WithTestResource(Bench.class)
@WithTestResource(TokenBench.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // Quarkus injects
class AdmissionTest {

    TokenBench tokens;

    @Test
    void letsInWhoHasAGoodTokenInTheHeaderOrTheAddress() {
        given().auth().oauth2(tokens.admin()).get("/api/devices").then().statusCode(200);
        given().queryParam("token", tokens.admin()).get("/api/devices").then().statusCode(200);
    }

    @Test
    void saysWhyItLetsSomebodyNotIn() {
        given().get("/api/devices")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("error", equalTo("Authentication required"));
        refused(tokens.expired(), "Token expired");
        refused(tokens.forged(), "Invalid token");
        refused("not a token", "Invalid token");
    }

    private static void refused(String token, String error) {
        given().auth()
                .oauth2(token)
                .get("/api/devices")
                .then()
                .statusCode(401)
                .contentType("application/json")
                .body("error", equalTo(error));
    }

    @Test
    void wantsTheRoleOrOneThatIncludesIt() {
        for (String role : List.of("ADMIN", "AUTHORITY", "ROOT")) {
            admitted(tokens.of(role)).statusCode(200).body(equalTo("eve"));
        }
        for (String role : List.of("OBSERVER", "admin", "nobody")) {
            admitted(tokens.of(role)).statusCode(403).body("error", equalTo("ADMIN role required"));
            given().auth().oauth2(tokens.of(role)).get("/api/devices").then().statusCode(200);
        }
    }

    private static ValidatableResponse admitted(String token) {
        return given().auth().oauth2(token).get("/for-administrators").then();
    }

    @Test
    void answersFaultsOfTheRequestInJson() {
        given().auth()
                .oauth2(tokens.admin())
                .get("/api/nothing")
                .then()
                .statusCode(404)
                .contentType("application/json")
                .body(
                        "error",
                        equalTo("nothing is at this path, expected /api/devices, /api/devices/{id} or"
                                + " /api/devices/{id}/commands"));
        given().auth()
                .oauth2(tokens.admin())
                .delete("/api/devices")
                .then()
                .statusCode(405)
                .body("error", equalTo("Method Not Allowed"));
    }
}
