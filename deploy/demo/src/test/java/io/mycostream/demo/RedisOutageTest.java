package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis dies and comes back while boards send and clients listen. */
@Timeout(90)
class RedisOutageTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    @Test
    void connectionsStayOpenAndEventsFlowAgainByThemselves(@TempDir Path folder) throws Exception {
        BoardModel model = BoardModel.DEMO.getFirst();
        try (HttpClient http = HttpClient.newHttpClient();
                DemoBoard board = DemoBoard.plugIn(model, 10, 1);
                Suite suite = Suite.start(SuiteSettings.in(folder).reading(List.of(board.path())));
                SocketStream socket = SocketStream.open(suite.socketOf(model.deviceId()), suite.token("observer"));
                EventStream events = EventStream.open(suite.eventsOf(model.deviceId()), suite.token("observer"))) {
            await("events before the outage").atMost(LIMIT).until(() -> telemetry(socket) && telemetry(events));

            suite.redis().kill();

            await("connections stay open and both services alive for all of the outage")
                    .during(OUTAGE)
                    .atMost(OUTAGE.plusSeconds(3))
                    .untilAsserted(() -> {
                        assertThat(socket.end()).as("end of the WebSocket").isNull();
                        assertThat(events.ended())
                                .as("Server-Sent Events have ended")
                                .isFalse();
                        for (ServiceProcess service : suite.services()) {
                            assertThat(service.isUp(http, "live"))
                                    .as(service.name() + " is alive")
                                    .isTrue();
                        }
                    });
            assertThat(suite.gateway().isUp(http, "ready"))
                    .as("the gateway is ready without Redis")
                    .isFalse();
            assertThat(suite.ingest().isUp(http, "ready"))
                    .as("the ingest is ready without Redis")
                    .isFalse();
            socket.taken();
            events.taken();

            suite.redis().restart();

            await("events after the outage").atMost(RECOVERY).until(() -> telemetry(socket));
            await("events after the outage").atMost(RECOVERY).until(() -> telemetry(events));
            await("both services are ready again")
                    .atMost(RECOVERY)
                    .until(() -> suite.gateway().isUp(http, "ready")
                            && suite.ingest().isUp(http, "ready"));
            assertThat(socket.end()).as("end of the WebSocket").isNull();
            assertThat(events.ended()).as("Server-Sent Events have ended").isFalse();
        }
    }

    private static boolean telemetry(SocketStream socket) throws InterruptedException {
        return socket.next(Duration.ofMillis(200))
                .filter(message -> message.contains("\"type\":\"telemetry\""))
                .isPresent();
    }

    private static boolean telemetry(EventStream events) throws InterruptedException {
        return events.next(Duration.ofMillis(200))
                .filter(event -> event.name().equals("telemetry"))
                .isPresent();
    }
}
