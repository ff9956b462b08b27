package io.mycostream.ingest.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How users read of boards: in answers, in messages and in the hash alike. Times are ISO 8601 in UTC with at most six
 * decimals; what is not known is null, so that every member is always there.
 *
 * @param process the name of this process, which is part of where a board was heard
 */
public record BoardJson(String process) {

    /** A device id and all its links. */
    public ObjectNode of(Board board) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("device_id", board.deviceId());
        node.put("state", board.state().label());
        ArrayNode links = node.putArray("links");
        board.links().forEach(link -> links.add(of(link)));
        return node;
    }

    /** A board on a link. */
    ObjectNode of(BoardOnLink board) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("link", board.link());
        node.put("transport", board.transport().label());
        node.put("process", process);
        node.put("link_open", board.linkOpen());
        node.put("online", board.online());
        node.put("reason", board.absence().map(Absence::label).orElse(null));
        node.put("since", time(board.since()));
        node.put("firmware_version", board.profile().firmwareVersion().orElse(null));
        node.put("role", board.profile().role().orElse(null));
        node.set("sensors", texts(board.profile().sensors()));
        node.set("capabilities", texts(board.profile().capabilities()));
        node.put("first_heard", time(board.firstHeard()));
        node.put("last_heard", time(board.lastHeard()));
        node.put("sequence_epoch", board.sequenceEpoch().orElse(null));
        node.set("counts", of(board.counts()));
        return node;
    }

    private static ObjectNode of(BoardCounts counts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("frames", counts.frames());
        node.put("telemetry", counts.telemetry());
        node.put("gaps", counts.gaps());
        node.put("missing", counts.missing());
        node.put("late", counts.late());
        node.put("duplicates", counts.duplicates());
        node.put("restarts", counts.restarts());
        node.put("rejected", counts.rejectedChunks());
        ObjectNode reasons = node.putObject("rejected_by_reason");
        new TreeMap<>(counts.rejected()).forEach(reasons::put);
        return node;
    }

    static ArrayNode texts(Collection<String> texts) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        texts.forEach(node::add);
        return node;
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static @Nullable String time(Optional<Instant> time) {
        return time.map(BoardJson::time).orElse(null);
    }
}
