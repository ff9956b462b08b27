package io.mycostream.sim.truth;

/** Whoever keeps what happened. Called by one thread at a time for serial lines; for MQTT also by the client's threads. */
@FunctionalInterface
public interface Truth {

    void note(Entry entry);

    /** Tells both. */
    default Truth and(Truth other) {
        return entry -> {
            note(entry);
            other.note(entry);
        };
    }
}
