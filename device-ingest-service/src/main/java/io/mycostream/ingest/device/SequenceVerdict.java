package io.mycostream.ingest.device;

/** What a frame's sequence number says about the frames before it. */
public sealed interface SequenceVerdict {

    /** Whether the frame is to be used; a duplicate is not. */
    default boolean accepted() {
        return !(this instanceof Duplicate);
    }

    /** The next number, or the first frame of its sender. */
    record InOrder() implements SequenceVerdict {}

    /**
     * Numbers are missing in front of this one.
     *
     * @param missing how many, 1..1000
     */
    record Gap(int missing) implements SequenceVerdict {}

    /** The same frame again, byte for byte. */
    record Duplicate() implements SequenceVerdict {}

    /** A frame that was missing, and is not any more. */
    record Late() implements SequenceVerdict {}

    /** The sender began to count anew; nothing is known about what came before. */
    record Restart() implements SequenceVerdict {}
}
