package io.mycostream.ingest.board;

import java.util.Map;

/**
 * What was counted of one board on one link since it was first heard there. Each frame is in {@code frames}, also one that
 * is dropped.
 *
 * @param frames valid frames, or messages of a broker
 * @param telemetry those of them that were measurements and were published
 * @param gaps places where sequence numbers are missing
 * @param missing frames missing there, those not subtracted that came late
 * @param late frames that came after later ones
 * @param duplicates frames that came again and were dropped
 * @param restarts how often it began to count anew
 * @param rejected chunks that were no frames, by reason: of the whole link, because they do not say whose they are
 */
public record BoardCounts(
        long frames,
        long telemetry,
        long gaps,
        long missing,
        long late,
        long duplicates,
        long restarts,
        Map<String, Long> rejected) {

    public BoardCounts {
        rejected = Map.copyOf(rejected);
    }

    /** All rejected chunks of the link. */
    public long rejectedChunks() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
