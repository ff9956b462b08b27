package io.mycostream.gateway.stream;

import java.util.function.Supplier;

/** What of the past a client gets when it enters its subscriptions. */
public sealed interface CatchUp {

    /** Nothing: it hears what is published from now on. */
    CatchUp NOTHING = new Nothing();

    /** See {@link #NOTHING}. */
    record Nothing() implements CatchUp {}

    /** What it missed in the one channel that it enters, judged by the broker. */
    record InChannel(Resume resume) implements CatchUp {}

    /**
     * What it missed in a history that the dialect keeps itself, of the channels that it enters.
     *
     * @param recovery asked once all of them are in force, between two publications of any of them and on the thread that
     *     hands those over: what was published before is in the recovery, and everything from then on is delivered
     */
    record Kept(Supplier<Recovery> recovery) implements CatchUp {}
}
