package io.mycostream.ingest.command;

/** Port to where processes claim commands. Called by one thread, which may wait. */
@FunctionalInterface
public interface Claims {

    /** What became of a claim. */
    enum Outcome {
        /** This process carries the command out, and no other does. */
        GRANTED,
        /** It was claimed before. */
        HELD,
        /** Nobody knows. */
        UNANSWERED
    }

    /** Claims. Never throws. */
    Outcome claim(Claim claim);

    /** Claims a command that has a claim. Never throws. */
    default Outcome claim(Given given) {
        return claim(given.command().claim().orElseThrow());
    }

    /** A command ended, and how is safe to be told; called for those that were never claimed as well. Never throws. */
    default void ended(Given given) {}
}
