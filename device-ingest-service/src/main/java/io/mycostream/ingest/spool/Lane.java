package io.mycostream.ingest.spool;

/** What gives way first when the spool is full: a lane has segments of its own. */
public enum Lane {
    /** Readings: the oldest of them give way first. */
    TELEMETRY("telemetry"),
    /** Everything else, alarms among it: gives way only when there is no telemetry left to give way. */
    EVENTS("events");

    private final String label;

    Lane(String label) {
        this.label = label;
    }

    /** As it stands in file names and metrics. */
    public String label() {
        return label;
    }
}
