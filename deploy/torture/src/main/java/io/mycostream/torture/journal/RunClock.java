package io.mycostream.torture.journal;

/** The one clock of a run: nanoseconds since its start, the same for everybody who writes something down. */
public final class RunClock {

    private final long start = System.nanoTime();

    public long now() {
        return System.nanoTime() - start;
    }
}
