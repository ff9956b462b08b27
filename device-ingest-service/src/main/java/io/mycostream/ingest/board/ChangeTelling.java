package io.mycostream.ingest.board;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Tells of changes, no more often than the limits allow: what is too much waits and is told as one. The registry's lock guards
 * it.
 */
final class ChangeTelling {

    private static final Logger LOG = Logger.getLogger(ChangeTelling.class);

    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    private final BoardLimits limits;
    private final Consumer<BoardChange> changes;
    private long conflicts;
    private long untold;

    ChangeTelling(BoardLimits limits, Consumer<BoardChange> changes) {
        this.limits = limits;
        this.changes = changes;
    }

    /** A board is there that was not. */
    void came(KnownBoard board, Sighting sighting, Instant now, Optional<String> formerId) {
        BoardChange.Kind kind = currentKind(board, sighting);
        if (kind == BoardChange.Kind.CONFLICT) {
            conflicts++;
            logConflict(board, now);
        }
        changed(board, sighting, kind, now, formerId);
    }

    /** Something changed. */
    void changed(
            KnownBoard board, Sighting sighting, BoardChange.Kind kind, Instant now, Optional<String> otherDeviceId) {
        if (sighting.mayTell(now, limits)) {
            sighting.untold = false;
            tell(board, sighting, kind, now, otherDeviceId);
        } else {
            untold++;
            sighting.untold = true;
            logUntold(sighting, now);
        }
    }

    /** Tells how a board stands, if something of it was not told and may be now. */
    void makeUp(KnownBoard board, Sighting sighting, Instant now) {
        if (sighting.untold && sighting.mayTell(now, limits)) {
            sighting.untold = false;
            tell(board, sighting, currentKind(board, sighting), now, Optional.empty());
        }
    }

    private static BoardChange.Kind currentKind(KnownBoard board, Sighting sighting) {
        if (!sighting.online()) {
            return BoardChange.Kind.OFFLINE;
        }
        return board.state() == BoardState.CONFLICT ? BoardChange.Kind.CONFLICT : BoardChange.Kind.ONLINE;
    }

    private void tell(
            KnownBoard board, Sighting sighting, BoardChange.Kind kind, Instant now, Optional<String> otherDeviceId) {
        changes.accept(
                new BoardChange(kind, now, sighting.snapshot(), board.state(), board.linksOnline(), otherDeviceId));
    }

    private void logUntold(Sighting sighting, Instant now) {
        if (sighting.link.mayLogUntold(now)) {
            LOG.warnf(
                    "boards change more often than ingest.boards.changes-per-minute allows, what changes meanwhile is"
                            + " told as one device=%s link=%s limit=%d",
                    sighting.deviceId, sighting.link.name(), limits.changesPerMinute());
        }
    }

    private static void logConflict(KnownBoard board, Instant now) {
        if (!now.isBefore(board.nextConflictLog)) {
            board.nextConflictLog = now.plus(LOG_PAUSE);
            LOG.warnf(
                    "one device id is heard on several links: two boards claim it, or one is connected twice;"
                            + " all of them are published device=%s links=%s",
                    board.deviceId, board.linksOnline());
        }
    }

    /** How often a device id was heard on one more link while it was heard on another. */
    long conflicts() {
        return conflicts;
    }

    /** How many changes were not told one by one. */
    long untold() {
        return untold;
    }
}
