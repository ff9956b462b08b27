package io.mycostream.gateway.dialect.geminivideo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.time.Instant;
import java.util.List;

/** What is published in these tests, and what clients are told of it. */
final class Published {

    static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Published() {}

    /** Published at half past ten, as {@code id-1}. */
    static Translation translated(Dialect dialect, String channel, String data) {
        return dialect.translate(
                        new Publication(new Channel(channel), null, "id-1", "2026-02-12T10:30:00", "worker", data))
                .orElseThrow();
    }

    static Message told(Dialect dialect, String channel, String data) {
        return translated(dialect, channel, data).message().orElseThrow();
    }

    static List<String> words(Turn turn) {
        return turn.answer().words(NOW, Recovery.NONE).stream()
                .map(Message::json)
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
