package io.mycostream.ingest.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.board.Absence;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BrokerBoards;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.mqtt.MqttBoards;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** The boards that are heard over MQTT: account is kept of them, and commands reach them for as long as they are there. */
@Singleton
public class MqttPresence implements MqttBoards {

    private static final long SEND_SECONDS = 5;

    /** Looking for room asks after every board. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final BrokerBoards boards;
    private final Commands commands;
    private final int most;
    private final InstantSource clock;
    private final AtomicReference<Instant> nextLook = new AtomicReference<>(Instant.MIN);

    /** By board and link, the name under which commands know it. */
    private final Map<Place, String> reachable = new ConcurrentHashMap<>();

    private volatile BiFunction<String, byte[], CompletionStage<Boolean>> way = (_, _) -> {
        throw new IllegalStateException("no link was started");
    };

    private record Place(String deviceId, String link) {}

    /** Knows no board yet. */
    public MqttPresence(BoardRegistry registry, Commands commands, IngestConfig config, InstantSource clock) {
        this.boards = new BrokerBoards(registry);
        this.commands = commands;
        this.most = config.boards().limit();
        this.clock = clock;
    }

    /**
     * Commands go this way from now on.
     *
     * @param tell takes the device id and the message, and completes with whether that was taken
     */
    void speakThrough(BiFunction<String, byte[], CompletionStage<Boolean>> tell) {
        way = tell;
    }

    @Override
    public void heard(String deviceId, String link) {
        boards.heard(deviceId, link);
        Place place = new Place(deviceId, link);
        if (!reachable.containsKey(place) && hasRoom()) {
            String name = link + ' ' + deviceId;
            reachable.put(place, name);
            commands.reachable(name, deviceId, message -> send(deviceId, message));
        }
    }

    /**
     * Whether one more board can be reached. Boards at a broker fall silent without a word, and whoever may publish there may invent
     * ids: those that are not there any more make room.
     */
    private boolean hasRoom() {
        if (reachable.size() < most) {
            return true;
        }
        Instant now = clock.instant();
        Instant next = nextLook.get();
        if (!now.isBefore(next) && nextLook.compareAndSet(next, now.plus(BETWEEN_LOOKS))) {
            reachable.forEach((place, name) -> {
                if (!boards.isThere(place.deviceId(), place.link()) && reachable.remove(place, name)) {
                    commands.unreachable(name);
                }
            });
        }
        return reachable.size() < most;
    }

    private boolean send(String deviceId, byte[] message) {
        try {
            return way.apply(deviceId, message).toCompletableFuture().get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void measured(String deviceId, String link) {
        boards.measured(deviceId, link);
    }

    @Override
    public void announced(String deviceId, String link, ObjectNode heartbeat) {
        boards.announced(deviceId, link, heartbeat);
    }

    @Override
    public void answered(String deviceId, String link, ObjectNode answer) {
        String name = reachable.get(new Place(deviceId, link));
        if (name != null) {
            commands.answered(name, answer);
        }
    }

    @Override
    public void rejected(String link, String reason) {
        boards.rejected(link, reason);
    }

    @Override
    public void tookLeave(String deviceId, String link) {
        gone(deviceId, link, Absence.LAST_WILL);
    }

    @Override
    public void disconnected(String deviceId, String link) {
        gone(deviceId, link, Absence.DISCONNECTED);
    }

    private void gone(String deviceId, String link, Absence reason) {
        boards.gone(deviceId, link, reason);
        String name = reachable.remove(new Place(deviceId, link));
        if (name != null) {
            commands.unreachable(name);
        }
    }
}
