package io.mycostream.ingest.mdp;

/** Refuses header fields that do not fit their width. */
final class Ranges {

    private Ranges() {}

    static void check(String field, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + " is " + value + ", expected 0.." + max);
        }
    }
}
