package io.mycostream.ingest.spool;

/** A record of the spool. */
public final class SpoolRecord {

    private final long number;
    private final Lane lane;
    private final byte[] payload;

    SpoolRecord(long number, Lane lane, byte[] payload) {
        this.number = number;
        this.lane = lane;
        this.payload = payload;
    }

    /** Returns its place in the order of all records of both lanes, growing from 1. */
    public long number() {
        return number;
    }

    /** Returns the lane it is in. */
    public Lane lane() {
        return lane;
    }

    /** Returns what was appended: the record's own bytes, not to be written to. */
    public byte[] payload() {
        return payload;
    }
}
