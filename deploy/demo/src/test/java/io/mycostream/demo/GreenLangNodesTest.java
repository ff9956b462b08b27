package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisPublisher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Process heat streams at several packaged gateways on one Redis: clients come back to another one, or to a new one. */
@Timeout(120)
class GreenLangNodesTest {

    /** Fewer than are kept of a stream, so that whoever returns finds its place. */
    private static final int MOST_AHEAD = 60;

    private static final int HOPS = 60;

    private static final List<String> CHANNELS =
            List.of("agent:status", "calculation:progress", "alarm:update", "metrics:update", "job:complete", "error");

    @TempDir
    private Path folder;

    private GatewaysAtRedis gateways;
    private Publisher publisher;

    @BeforeEach
    void start() {
        gateways = new GatewaysAtRedis(folder);
        publisher = RedisPublisher.builder().uri(gateways.redis().uri()).build();
    }

    @AfterEach
    void end() {
        publisher.close();
        gateways.close();
    }

    private void publish(int n) {
        publisher.publish("greenlang:" + CHANNELS.get(n * 7 % 11 % CHANNELS.size()), Map.of("agent_id", "1", "n", n));
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    /** GL-2, GL-16, COM-32. */
    @Test
    void losesAndRepeatsNothingBetweenTwoNodesUnderAPublisherThatDoesNotStop() throws Exception {
        List<GatewayProcess> both = gateways.start(2, Map.of());
        AtomicInteger published = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        AtomicBoolean publishing = new AtomicBoolean(true);
        Client client = new Client(both.getFirst(), "");
        Thread publishes = Thread.ofVirtual().start(() -> {
            while (publishing.get()) {
                if (published.get() - told.get() < MOST_AHEAD) {
                    publish(published.incrementAndGet());
                } else {
                    LockSupport.parkNanos(100_000);
                }
            }
        });

        List<Integer> numbers = new ArrayList<>();
        Random random = new Random(1);
        for (int hop = 1; hop <= HOPS; hop++) {
            for (int events = random.nextInt(1, 10); events > 0; events--) {
                numbers.add(client.next());
                told.set(numbers.getLast());
            }
            client.close();
            client = new Client(both.get(hop % 2), client.lastId);
        }
        client.close();
        publishing.set(false);
        publishes.join();

        assertThat(numbers).isEqualTo(range(1, numbers.getLast()));
    }

    /** GL-15, GL-16, GL-17: a gateway that was not there gives what was published before, in its order. */
    @Test
    void givesWhatWasPublishedBeforeItStarted() throws Exception {
        GatewayProcess old = gateways.start();
        List<String> ids = new ArrayList<>();
        try (Client client = new Client(old, "")) {
            for (int n = 1; n <= 80; n++) {
                publish(n);
                client.next();
                ids.add(client.lastId);
            }
        }
        old.close();
        IntStream.rangeClosed(81, 90).forEach(this::publish);
        GatewayProcess restarted = gateways.start();

        try (Client missed = new Client(restarted, ids.get(29));
                Client all = new Client(restarted, "unheard")) {
            publish(91);

            assertThat(missed.next(61)).isEqualTo(range(31, 91));
            assertThat(all.next(91)).isEqualTo(range(1, 91));
        }
    }

    /** One client of the global stream, on a bare socket. */
    private static final class Client implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;
        private String lastId;

        Client(GatewayProcess node, String lastEventId) throws IOException {
            lastId = lastEventId;
            socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
            socket.setSoTimeout(20_000);
            String header = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            socket.getOutputStream()
                    .write(("GET /api/v1/stream/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + node.tokens().issue("user-" + UUID.randomUUID(), Duration.ofHours(1)) + "\r\n"
                                    + header + "\r\n")
                            .getBytes(ISO_8859_1));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                // the other lines of the head say nothing that matters here
            }
        }

        /** The number of the next event. */
        int next() throws IOException {
            while (true) {
                String line = in.readLine();
                if (line.startsWith("id: ")) {
                    lastId = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    return Integer.parseInt(line.replaceAll(".*\"n\":(\\d+).*", "$1"));
                }
            }
        }

        List<Integer> next(int count) throws IOException {
            List<Integer> numbers = new ArrayList<>();
            while (numbers.size() < count) {
                numbers.add(next());
            }
            return numbers;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
