package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.RedisServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One client that stops reading costs the gateway no more than its bound, and the others nothing. */
@Timeout(180)
class StalledClientTest {

    private static final int EVENTS = 300_000;
    private static final int WARMING_UP = 60_000;
    private static final int EVENTS_A_MILLISECOND = 10;
    private static final int READERS = 2;
    private static final String PADDING = "x".repeat(30);
    private static final long BOUND_BYTES = 1 << 20;

    /** What the footprints of two equal rounds without a stalled client differ by: code, buffers that are kept. */
    private static final long NOISE_BYTES = 2 << 20;

    /** As the serial collector tells of its two generations. */
    private static final Pattern HEAP_USED = Pattern.compile("(?:DefNew|Tenured) +total \\d+K, used (\\d+)K");

    private static final Pattern HEAP_SPACE = Pattern.compile("(?:DefNew|Tenured).*\\[0x(\\w+), 0x\\w+, 0x(\\w+)\\)");
    private static final Pattern MAPPING = Pattern.compile("^(\\w+)-\\w+ ");

    @TempDir
    private Path folder;

    /** A client that reads everything and notes how long each event was under way. */
    private static final class Reader {

        private final int[] micros = new int[EVENTS];
        private final AtomicInteger received = new AtomicInteger();
        private final WireClient connection;

        Reader(int port, String token) throws IOException {
            connection = new WireClient(port, "lab-1", token, true, "", this::heard);
        }

        private void heard(String message) {
            int sent = message.indexOf("\"sent\":");
            if (sent >= 0) {
                long nanos = Long.parseLong(message, sent + 7, message.indexOf(',', sent), 10);
                micros[received.get() % EVENTS] = (int) TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
            }
            received.incrementAndGet();
        }
    }

    @Test
    void costsItsBoundAndDelaysNobody() throws Exception {
        try (RedisServer redis = RedisServer.start();
                GatewayProcess gateway =
                        new GatewayProcess(redis, folder, Map.of("gateway.limits.queue-size", "1000000"));
                HttpClient http = HttpClient.newHttpClient();
                PlainPublisher publisher = new PlainPublisher(redis.port())) {
            gateway.process().awaitReady(http, Duration.ofSeconds(30));
            String token = gateway.tokens().issue("crowd", Duration.ofHours(1));
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(new Reader(gateway.port(), token));
            }
            await().until(() -> readers.stream().allMatch(reader -> reader.received.get() == 1));
            round(publisher, readers, WARMING_UP);
            long pid = gateway.process().pid();

            int withoutIt = round(publisher, readers, EVENTS);
            long before = footprint(pid);
            try (Socket stalled = stalled(gateway.port(), token)) {
                int withIt = round(publisher, readers, EVENTS);
                long after = footprint(pid);

                assertThat(stalled.isClosed()).isFalse();
                assertThat(after - before)
                        .as("bytes that the process has grown by")
                        .isLessThan(BOUND_BYTES + NOISE_BYTES);
                assertThat(withIt)
                        .as("p99 of the others in µs, with the stalled client; without it %d", withoutIt)
                        .isLessThan(Math.max(2 * withoutIt, 20_000));
                assertThat(readers)
                        .allSatisfy(reader -> assertThat(reader.received.get()).isEqualTo(1 + WARMING_UP + 2 * EVENTS));
            }
            for (Reader reader : readers) {
                reader.connection.close();
            }
        }
    }

    /** Publishes all events at an even pace, waits until everybody has them; returns the p99 of their way in µs. */
    private static int round(PlainPublisher publisher, List<Reader> readers, int events) throws Exception {
        int[] before =
                readers.stream().mapToInt(reader -> reader.received.get()).toArray();
        long started = System.nanoTime();
        for (int n = 0; n < events; n++) {
            if (n % EVENTS_A_MILLISECOND == 0) {
                publisher.flush();
                long due = started + TimeUnit.MILLISECONDS.toNanos(n / EVENTS_A_MILLISECOND);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
            publisher.publish(
                    "lab-1", "e" + n, "{\"sent\":" + System.nanoTime() + ",\"n\":" + n + ",\"x\":\"" + PADDING + "\"}");
        }
        publisher.flush();
        for (int i = 0; i < READERS; i++) {
            int all = before[i] + events;
            Reader reader = readers.get(i);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(reader.received.get()).isGreaterThanOrEqualTo(all));
        }
        int[] micros = readers.stream()
                .flatMapToInt(reader -> Arrays.stream(reader.micros))
                .sorted()
                .toArray();
        return micros[micros.length * 99 / 100];
    }

    /** A client that says hello and then reads nothing. */
    private static Socket stalled(int port, String token) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        OutputStream out = socket.getOutputStream();
        out.write(("GET /ws/devices/lab-1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(12))
                .asString(StandardCharsets.ISO_8859_1)
                .endsWith("101");
        return socket;
    }

    /**
     * What the process needs: its resident memory, but of its heap only what is alive. What the collector has touched and
     * not yet handed out again says nothing about a client.
     */
    private static long footprint(long pid) throws Exception {
        jcmd(pid, "GC.run");
        String info = jcmd(pid, "GC.heap_info");
        long alive = sum(info, HEAP_USED, 1) << 10;
        long heapFrom = Long.MAX_VALUE;
        long heapTo = 0;
        for (Matcher space = HEAP_SPACE.matcher(info); space.find(); ) {
            heapFrom = Math.min(heapFrom, Long.parseUnsignedLong(space.group(1), 16));
            heapTo = Math.max(heapTo, Long.parseUnsignedLong(space.group(2), 16));
        }
        long rest = 0;
        boolean heap = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.find()) {
                long from = Long.parseUnsignedLong(mapping.group(1), 16);
                heap = Long.compareUnsigned(from, heapFrom) >= 0 && Long.compareUnsigned(from, heapTo) < 0;
            } else if (line.startsWith("Rss:") && !heap) {
                rest += Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return rest + alive;
    }

    private static long sum(String text, Pattern number, int group) {
        return number.matcher(text)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(group)))
                .sum();
    }

    private static String jcmd(long pid, String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
