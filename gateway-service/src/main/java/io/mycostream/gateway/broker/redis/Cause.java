package io.mycostream.gateway.broker.redis;

/** Why a feed reads the history. */
enum Cause {
    BEGINNING,
    INTERRUPTION,
    /** An offset was skipped, or is of another epoch. */
    JUMP,
    /** It has been quiet for a while, and that is to be true. */
    CHECK
}
