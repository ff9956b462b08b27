package io.mycostream.ingest.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.publisher.redis.RedisHash;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The hash in which every process shows its boards: a field for each process, link and device id, written as a JSON list
 * of the three, and as its value the board on that link with {@code device_id} and {@code lease_until}.
 *
 * <p>What is shown counts until its lease ends; a process that lives renews it in time, one that died leaves boards whose
 * state nobody knows any more. They are removed when they would be forgotten anyway, by whoever starts next or looks.
 *
 * <p>Used by one thread, which waits for Redis.
 */
final class SharedBoards implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEASE = "lease_until";

    private final BoardJson json;
    private final RedisHash hash;
    private final Duration lease;
    private final Duration memory;
    private final InstantSource clock;
    private final Set<String> shown = new HashSet<>();

    /**
     * Shows nobody yet.
     *
     * @param lease how long it counts what was written
     * @param memory how long boards of a process that died stay there
     */
    SharedBoards(BoardJson json, RedisHash hash, Duration lease, Duration memory, InstantSource clock) {
        this.json = json;
        this.hash = hash;
        this.lease = lease;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * Shows these boards, and none of those that were shown before.
     *
     * @throws IOException if Redis did not confirm it; the next attempt makes up for it
     */
    void showAll(List<Board> boards) throws IOException {
        Instant until = clock.instant().plus(lease);
        Map<String, String> fields = new HashMap<>();
        boards.forEach(board -> board.links().forEach(link -> fields.put(field(link), value(link, until))));
        // until it is confirmed, both what was there and what is to be there may be
        List<String> gone =
                shown.stream().filter(field -> !fields.containsKey(field)).toList();
        shown.addAll(fields.keySet());
        hash.write(fields, gone, lifetime());
        shown.retainAll(fields.keySet());
    }

    /** Shows these boards anew, one or more times each; the last one counts. Otherwise as {@link #showAll}. */
    void show(List<BoardOnLink> boards) throws IOException {
        Instant until = clock.instant().plus(lease);
        Map<String, String> fields = new HashMap<>();
        boards.forEach(board -> fields.put(field(board), value(board, until)));
        shown.addAll(fields.keySet());
        hash.write(fields, List.of(), lifetime());
    }

    /** Shows the boards as they are left by a process that ends: their leases end now. */
    void leave(List<Board> boards) throws IOException {
        Instant now = clock.instant();
        Map<String, String> fields = new HashMap<>();
        boards.forEach(board -> board.links().forEach(link -> fields.put(field(link), value(link, now))));
        hash.write(fields, List.of(), lifetime());
    }

    /** What the other processes have shown. */
    Elsewhere others() throws IOException {
        return Elsewhere.of(hash.read().entrySet().stream()
                .filter(entry -> !isOwn(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList());
    }

    /** Removes what a former process of this name left, and what others left long ago. */
    void sweep() throws IOException {
        Instant now = clock.instant();
        List<String> leftovers = new ArrayList<>();
        hash.read().forEach((field, value) -> {
            if (isOwn(field) ? !shown.contains(field) : endedLongBefore(now, value)) {
                leftovers.add(field);
            }
        });
        if (!leftovers.isEmpty()) {
            hash.write(Map.of(), leftovers, lifetime());
        }
    }

    private boolean isOwn(String field) {
        try {
            return JSON.readTree(field).path(0).asText().equals(json.process());
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    private boolean endedLongBefore(Instant now, String value) {
        try {
            Instant end = Instant.parse(JSON.readTree(value).path(LEASE).asText());
            return end.plus(memory).isBefore(now);
        } catch (JsonProcessingException | DateTimeException _) {
            // nobody can read it, so nobody misses it
            return true;
        }
    }

    private String field(BoardOnLink board) {
        return BoardJson.texts(List.of(json.process(), board.link(), board.deviceId()))
                .toString();
    }

    private String value(BoardOnLink board, Instant until) {
        ObjectNode node = JSON.createObjectNode();
        node.put("device_id", board.deviceId());
        node.setAll(json.of(board));
        node.put(LEASE, BoardJson.time(until));
        return node.toString();
    }

    private Duration lifetime() {
        return memory.compareTo(lease) > 0 ? memory : lease;
    }

    @Override
    public void close() {
        hash.close();
    }
}
