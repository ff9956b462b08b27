package io.mycostream.sim.board;

/** A sender's sequence number. */
final class Counter {

    private final long first;
    private final long mask;
    private long next;

    private Counter(long first, long mask) {
        this.first = first & mask;
        this.mask = mask;
        this.next = this.first;
    }

    /** 32 bits wide, from 1 on after each reset. */
    static Counter of(BoardSettings settings) {
        return new Counter(settings.firstSeq().orElse(1L), 0xFFFF_FFFFL);
    }

    /** 16 bits wide, from 0 on, as in the backend's form. */
    static Counter ofBackend(BoardSettings settings) {
        return new Counter(settings.firstSeq().orElse(0L), 0xFFFF);
    }

    long next() {
        long seq = next;
        next = (next + 1) & mask;
        return seq;
    }

    /** What a reset does to it, unless it is kept in flash. */
    void reset() {
        next = first;
    }
}
