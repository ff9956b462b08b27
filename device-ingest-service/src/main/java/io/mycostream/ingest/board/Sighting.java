package io.mycostream.ingest.board;

import io.mycostream.ingest.device.SequenceVerdict;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One board on one link, as it is kept. The registry's lock guards it. */
final class Sighting {

    final String deviceId;
    final BoardLink link;

    BoardProfile profile = BoardProfile.UNKNOWN;

    @Nullable
    Absence absence = Absence.NOT_HEARD;

    Instant since;

    @Nullable
    Instant firstHeard;

    @Nullable
    Instant lastHeard;

    @Nullable
    String sequenceEpoch;

    /** Something changed that was not told, because there was too much of it. */
    boolean untold;

    private final ChangeBudget budget = new ChangeBudget();

    private long frames;
    private long telemetry;
    private long gaps;
    private long missing;
    private long late;
    private long duplicates;
    private long restarts;

    Sighting(String deviceId, BoardLink link, Instant now) {
        this.deviceId = deviceId;
        this.link = link;
        this.since = now;
    }

    boolean online() {
        return absence == null;
    }

    void heardAt(Instant now) {
        if (firstHeard == null) {
            firstHeard = now;
        }
        lastHeard = now;
    }

    void count(SequenceVerdict verdict) {
        frames++;
        switch (verdict) {
            case SequenceVerdict.InOrder _ -> {}
            case SequenceVerdict.Gap(int lost) -> {
                gaps++;
                missing += lost;
            }
            case SequenceVerdict.Late _ -> late++;
            case SequenceVerdict.Duplicate _ -> duplicates++;
            case SequenceVerdict.Restart _ -> restarts++;
        }
    }

    void countMeasurement() {
        telemetry++;
    }

    void countRepetition() {
        duplicates++;
    }

    /** Whether one more change may be told now; counts it. */
    boolean mayTell(Instant now, BoardLimits limits) {
        return budget.mayTell(now, limits.changesPerMinute()) && link.mayTell(now, limits);
    }

    BoardOnLink snapshot() {
        return new BoardOnLink(
                deviceId,
                link.name(),
                link.transport(),
                link.isOpen(),
                online(),
                Optional.ofNullable(absence),
                since,
                profile,
                Optional.ofNullable(firstHeard),
                Optional.ofNullable(lastHeard),
                Optional.ofNullable(sequenceEpoch),
                new BoardCounts(frames, telemetry, gaps, missing, late, duplicates, restarts, link.rejectedByReason()));
    }
}
