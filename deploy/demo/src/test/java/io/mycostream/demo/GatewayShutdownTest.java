package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.demo.EventStream.ServerSentEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is told to stop says goodbye to its clients first. */
@Timeout(60)
class GatewayShutdownTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    // MYC-25, and section 4 of the contract
    @Test
    void tellsEveryClientBeforeItStops() throws Exception {
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder)) {
            GatewayProcess gateway = gateways.start();
            List<SocketStream> sockets = new ArrayList<>();
            List<EventStream> streams = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String token = gateway.tokens().issue("user-" + i, Duration.ofHours(1));
                sockets.add(
                        SocketStream.open(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws/devices/lab-1"), token));
                streams.add(EventStream.open(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/api/stream/devices/lab-1"), token));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(sockets.get(i).next(LIMIT)).isPresent();
                assertThat(streams.get(i).next(LIMIT))
                        .map(ServerSentEvent::name)
                        .contains("connected");
            }

            gateway.process().terminate();

            for (EventStream stream : streams) {
                ServerSentEvent last = stream.next(LIMIT).orElseThrow();
                assertThat(last.name()).isEqualTo("disconnected");
                assertThat(last.id()).isEmpty();
                JsonNode data = new ObjectMapper().readTree(last.data());
                assertThat(data.path("message").textValue()).isEqualTo("Server shutting down");
                assertThat(Instant.parse(data.path("timestamp").textValue()))
                        .isBefore(Instant.now().plusSeconds(10));
                await().atMost(LIMIT).until(stream::ended);
                assertThat(stream.taken()).isEmpty();
            }
            for (SocketStream socket : sockets) {
                await().atMost(LIMIT).until(() -> socket.end() != null);
                assertThat(socket.end()).isEqualTo("closed with 1001 Server shutting down");
                assertThat(socket.taken()).isEmpty();
            }
            assertThat(gateway.process().ended().get(10, TimeUnit.SECONDS)).isIn(0, 143);
            sockets.forEach(SocketStream::close);
            streams.forEach(EventStream::close);
        }
    }

    @Test
    void stopsAtOnceWhenNobodyIsThere() throws Exception {
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder)) {
            GatewayProcess gateway = gateways.start();

            gateway.process().terminate();

            assertThat(gateway.process().ended().get(3, TimeUnit.SECONDS)).isIn(0, 143);
        }
    }
}
