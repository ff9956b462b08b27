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
}
