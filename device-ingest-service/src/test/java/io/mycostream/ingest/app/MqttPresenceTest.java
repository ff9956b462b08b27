package io.mycostream.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.board.BoardLimits;
import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.CommandCounts;
import io.mycostream.ingest.command.CommandLimits;
import io.mycostream.ingest.command.CommandReader;
import io.mycostream.ingest.command.CommandResult;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Outcome;
import io.mycostream.ingest.command.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MqttPresenceTest {

    private static final String BROKER = "mqtt://broker:1883";
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final IngestConfig config = ConfigCheckTest.config(Map.of(
            "ingest.boards.limit", "2", "ingest.commands.timeout", "300ms", "ingest.commands.repeat-after", "100ms"));
    private final CommandLimits limits = CommandAssembly.limits(config);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Instant now = Instant.parse("2026-11-20T07:00:00Z");

    private final BoardRegistry registry =
            new BoardRegistry(new BoardLimits(2, SILENCE, Duration.ofHours(1), 30), () -> now, _ -> {});
    private final Commands commands =
            new Commands(limits, _ -> Claims.Outcome.GRANTED, (_, _) -> {}, new NoCounts(), () -> now);
    private final MqttPresence presence = new MqttPresence(registry, commands, config, () -> now);

    MqttPresenceTest() {
        presence.speakThrough((device, _) -> {
            told.add(device);
            return CompletableFuture.completedFuture(true);
        });
    }

    @AfterEach
    void close() {
        commands.close();
    }

    @Test
    void boardsThatFellSilentMakeRoomForThoseThatSpeak() throws Exception {
        presence.heard("invented-1", BROKER);
        presence.heard("invented-2", BROKER);
        presence.heard("board", BROKER);
        assertThat(outcomeFor("board")).isEqualTo(Outcome.UNREACHABLE);

        now = now.plus(SILENCE);
        registry.look();
        presence.heard("board", BROKER);

        assertThat(outcomeFor("board")).isEqualTo(Outcome.TIMEOUT);
        assertThat(told).contains("board");
        assertThat(outcomeFor("invented-1")).isEqualTo(Outcome.UNREACHABLE);
    }

    private Outcome outcomeFor(String device) throws Exception {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("device_id", device).put("command", "health");
        return commands.give(new CommandReader(limits).read(data, Publication.toThisProcess(now)))
                .ended()
                .get(20, TimeUnit.SECONDS)
                .outcome();
    }

    private static final class NoCounts implements CommandCounts {

        @Override
        public void ended(CommandResult result) {}

        @Override
        public void repeated() {}

        @Override
        public void duplicate() {}

        @Override
        public void unclaimed() {}

        @Override
        public void acknowledged(boolean taken) {}

        @Override
        public void passedOver() {}
    }
}
