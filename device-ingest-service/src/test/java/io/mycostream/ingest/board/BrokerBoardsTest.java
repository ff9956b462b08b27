package io.mycostream.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrokerBoardsTest {

    private static final String BROKER = "mqtt://broker:1883";

    private final List<BoardChange> changes = new ArrayList<>();
    private final BoardRegistry registry = new BoardRegistry(
            new BoardLimits(10, Duration.ofMinutes(2), Duration.ofHours(1), 30),
            InstantSource.fixed(Instant.parse("2026-11-20T07:00:00Z")),
            changes::add);
    private final BrokerBoards boards = new BrokerBoards(registry);

    @Test
    void keepsAccountOfManyBoardsOnOneLink() throws JsonProcessingException {
        boards.heard("a", BROKER);
        boards.measured("a", BROKER);
        boards.heard("b", BROKER);
        boards.announced(
                "b",
                BROKER,
                new ObjectMapper()
                        .readTree(
                                "{\"firmware_version\":\"7\",\"device_role\":\"gateway\",\"capabilities\":\"mqtt lora\"}"));
        boards.rejected(BROKER, "malformed");
        boards.gone("a", BROKER, Absence.LAST_WILL);

        BoardOnLink a = registry.board("a").orElseThrow().links().getFirst();
        assertThat(a.absence()).contains(Absence.LAST_WILL);
        assertThat(a.transport()).isEqualTo(Transport.MQTT);
        assertThat(a.linkOpen()).isTrue();
        assertThat(a.counts()).isEqualTo(new BoardCounts(1, 1, 0, 0, 0, 0, 0, Map.of("malformed", 1L)));
        BoardOnLink b = registry.board("b").orElseThrow().links().getFirst();
        assertThat(b.profile())
                .isEqualTo(
                        new BoardProfile(Optional.of("7"), Optional.of("gateway"), List.of(), List.of("mqtt", "lora")));
    }

    @Test
    void allOfThemGoWithTheLink() {
        boards.heard("a", BROKER);
        boards.heard("b", BROKER);
        boards.heard("c", "mqtt://elsewhere:1883");

        boards.lost(BROKER);

        assertThat(registry.count(BoardState.ONLINE)).isEqualTo(1);
        assertThat(changes.getLast().board().absence()).contains(Absence.DISCONNECTED);
    }
}
