package io.mycostream.ingest.telemetry;

import java.util.Locale;

/** Why an event was given up. */
public enum LossReason {
    /** Too many waited in memory, and the disk took none: there is no spool, or it cannot be written. */
    MEMORY_FULL,
    /** The spool has its full size: the oldest gave way. */
    SPOOL_FULL,
    /** It is larger than the spool takes at once. */
    TOO_LARGE,
    /** What was read from the spool is not what was written. */
    DAMAGED,
    /** Its data do not become JSON; no attempt would help. */
    UNPUBLISHABLE,
    /** Redis takes events, but not on its channel, which is not that of readings. */
    REFUSED,
    /** The service ended before Redis or the spool had it. */
    SHUTDOWN;

    /** As it stands in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
