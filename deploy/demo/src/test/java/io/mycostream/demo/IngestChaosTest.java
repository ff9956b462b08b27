package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.local.FreePort;
import io.mycostream.local.Mosquitto;
import io.mycostream.local.RedisServer;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.SimulatedLine;
import io.mycostream.sim.mqtt.BrokerAddress;
import io.mycostream.sim.mqtt.Form;
import io.mycostream.sim.mqtt.GatewayComputer;
import io.mycostream.sim.mqtt.GatewaySettings;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.RecordedTruth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis and the ingest service are killed again and again while boards send: what a board or a broker was told to be safe is
 * in Redis, once for readers who leave out repetitions, in the order of its board.
 *
 * <p>{@code make chaos} runs the long form: a minute, twenty and five kills.
 */
@Timeout(300)
class IngestChaosTest {

    private static final int SECONDS = Integer.getInteger("chaos.seconds", 15);
    private static final int REDIS_KILLS = Integer.getInteger("chaos.redis-kills", 5);
    private static final int INGEST_KILLS = Integer.getInteger("chaos.ingest-kills", 2);

    /** A durable board repeats at most six frames at a time, for 1.2 s each: with more than five a second it drops some. */
    private static final int BOARD_HERTZ = 5;

    private static final int BOARDS = 10;
    private static final int LISTENER_HERTZ = 150;
    private static final int AT_LISTENER = 2;
    private static final int BROKER_HERTZ = 250;
    private static final int AT_BROKER = 4;

    /** Redis stays away for a third of the time between two kills, and starting it comes on top. */
    private static final int AWAY_PART = 3;

    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    /** So much each of them has to hear to be safe after the last kill. */
    private static final int STILL_HEARD = 10;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<Path, RecordedTruth> boards = new LinkedHashMap<>();
    private final List<SimulatedLine> lines = new ArrayList<>();
    private final Map<String, RecordedTruth> truths = new LinkedHashMap<>();
    private final List<GatewayComputer> computers = new ArrayList<>();

    @Test
    void whatWasToldToBeSafeIsInRedisOnceAndInOrder() throws Exception {
        try (RedisServer redis = RedisServer.startKeepingData()) {
            ChannelHistory history = new ChannelHistory(redis);
            for (int i = 0; i < BOARDS; i++) {
                plugIn(i);
            }
            int listener = FreePort.find();
            Map<String, String> settings = new LinkedHashMap<>(Map.of(
                    "ingest.serial.ports",
                    boards.keySet().stream().map(Path::toString).collect(Collectors.joining(",")),
                    "ingest.mqtt.listen",
                    "127.0.0.1:" + listener));
            int broker = listener;
            if (Mosquitto.isInstalled()) {
                Mosquitto mosquitto = opened(Mosquitto.start(Files.createDirectory(folder.resolve("mosquitto"))));
                broker = mosquitto.port();
                settings.put("ingest.mqtt.url", "mqtt://127.0.0.1:" + broker);
                settings.put("ingest.mqtt.client-id", "chaos");
            }
            RestartableIngest ingest = opened(new RestartableIngest(redis.uri(), folder.resolve("ingest"), settings));
            long began = System.nanoTime();
            for (int i = 0; i < AT_LISTENER; i++) {
                connect("listened-" + i, listener, i % 2 == 0 ? Form.FLAT : Form.ENVELOPE, LISTENER_HERTZ);
            }
            for (int i = 0; i < AT_BROKER; i++) {
                connect("brokered-" + i, broker, i % 2 == 0 ? Form.FLAT : Form.ENVELOPE, BROKER_HERTZ);
            }

            disturb(redis, ingest);
            awaitNewsForAll();
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            computers.forEach(GatewayComputer::close);
            lines.forEach(SimulatedLine::silence);

            List<SentAndDelivered> accounts = accounts();
            try {
                await("what is delivered is in Redis")
                        .atMost(CATCH_UP)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> hasAll(history, accounts));
            } finally {
                new ChaosReport(
                                "redis killed %d times, the ingest service %d times"
                                        .formatted(REDIS_KILLS, INGEST_KILLS),
                                time)
                        .accounts(accounts, history, time)
                        .write();
            }
            List<String> received = SentAndDelivered.namesOf(history.withoutRepetitions());
            accounts.forEach(account -> account.assertArrived(received));
            Set<String> strangers = new HashSet<>(received);
            accounts.forEach(account -> account.sent().forEach(strangers::remove));
            assertThat(strangers).as("in Redis and sent by nobody").isEmpty();
        } finally {
            close();
        }
    }

    private void plugIn(int number) {
        RecordedTruth truth = new RecordedTruth();
        SimulatedLine line = opened(SimulatedLine.of(BoardKind.DURABLE)
                .settings(BoardSettings.builder()
                        .rateHz(BOARD_HERTZ)
                        .console(false)
                        .seed(number)
                        .build())
                .truth(truth)
                .plugIn());
        lines.add(line);
        boards.put(line.path(), truth);
    }

    private void connect(String deviceId, int port, Form form, int hertz) throws Exception {
        RecordedTruth truth = new RecordedTruth();
        GatewaySettings settings = GatewaySettings.standard(BrokerAddress.parse("mqtt://127.0.0.1:" + port), deviceId)
                .with(form, 1, hertz);
        computers.add(opened(GatewayComputer.start(settings, truth, InstantSource.system())));
        truths.put(deviceId, truth);
    }

    /** Kills Redis at even intervals and the ingest service in some of them, by turns while Redis is away and is there. */
    private void disturb(RedisServer redis, RestartableIngest ingest) throws Exception {
        long between = Duration.ofSeconds(SECONDS).toMillis() / REDIS_KILLS;
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            List<Future<?>> steps = new ArrayList<>();
            int ingestKills = 0;
            for (int i = 0; i < REDIS_KILLS; i++) {
                long kill = i * between + between / 2;
                steps.add(at(clock, kill, () -> {
                    redis.kill();
                    return null;
                }));
                if (ingestKills < (i + 1) * INGEST_KILLS / REDIS_KILLS) {
                    long apart = ++ingestKills % 2 == 0 ? between / AWAY_PART / 2 : -between / 4;
                    steps.add(at(clock, kill + apart, () -> {
                        ingest.killAndStart();
                        return null;
                    }));
                }
                steps.add(at(clock, kill + between / AWAY_PART, () -> {
                    redis.restart();
                    return null;
                }));
            }
            steps.add(at(clock, REDIS_KILLS * between, () -> null));
            for (Future<?> step : steps) {
                step.get();
            }
        }
        ingest.awaitReady();
    }

    /** Nobody was forgotten: else a board that is told nothing any more would pass, as nothing of it is missing. */
    private void awaitNewsForAll() {
        Map<RecordedTruth, Integer> before = new HashMap<>();
        Stream.concat(boards.values().stream(), truths.values().stream())
                .forEach(truth -> before.put(truth, heardSafe(truth)));
        await("each board hears after the last kill that what it says is safe")
                .atMost(CATCH_UP)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> before.entrySet().stream()
                        .allMatch(each -> heardSafe(each.getKey()) >= each.getValue() + STILL_HEARD));
    }

    private static int heardSafe(RecordedTruth truth) {
        return truth.deliveredFrames().size() + truth.all(Entry.Confirmed.class).size();
    }

    private static Future<?> at(ScheduledExecutorService clock, long millis, Callable<?> step) {
        return clock.schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    private List<SentAndDelivered> accounts() {
        List<SentAndDelivered> accounts = new ArrayList<>();
        boards.forEach((port, truth) -> accounts.add(SentAndDelivered.ofDurableBoard(port, truth)));
        truths.forEach((device, truth) -> accounts.add(SentAndDelivered.ofComputer(device, truth)));
        return accounts;
    }

    private static boolean hasAll(ChannelHistory history, List<SentAndDelivered> accounts) {
        history.read();
        Set<String> received = namesIn(history);
        return accounts.stream().allMatch(account -> account.missingIn(received).isEmpty());
    }

    private static Set<String> namesIn(ChannelHistory history) {
        return Set.copyOf(SentAndDelivered.namesOf(history.withoutRepetitions()));
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    private void close() throws Exception {
        for (AutoCloseable part : opened.reversed()) {
            part.close();
        }
    }
}
