package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Hub;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients of the realtime API are told when the server stops. */
@QuarkusTest
@TestProfile(GeminivideoEndTest.OfItsOwn.class)
@WithTestResource(RedisAndKeys.class)
class GeminivideoEndTest {

    /** A gateway that nobody else uses: after this it lets nobody in. */
    public static final class OfItsOwn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("gateway.drain.period", "0s");
        }
    }

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Hub hub;

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    /** GV-14, GV-19. */
    @Test
    void saysGoodbye() {
        SocketClient socket = lab.socket(lab.to("/ws?token=" + tokens.ofSomebody()));
        SocketClient alerts = lab.socket(lab.to("/ws/alerts?token=" + tokens.ofSomebody()));
        HttpWire events = lab.request(
                "GET /api/stream/campaign-metrics/c1 HTTP/1.1", "Authorization: Bearer " + tokens.ofSomebody());
        socket.next();
        alerts.next();
        events.next();

        hub.drain(Duration.ZERO);

        for (SocketClient client : new SocketClient[] {socket, alerts}) {
            assertThat(client.nextUntimed())
                    .isEqualTo(Json.read("{\"type\":\"disconnected\",\"message\":\"Server shutting down\"}"));
            assertThat(client.awaitClose()).isEqualTo(new SocketClient.Close(1001, "Server shutting down"));
        }
        assertThat(events.nextText()).isEmpty();
    }
}
