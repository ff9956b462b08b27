package io.mycostream.torture.journal;

/** What a publisher learned of an event it had sent. */
public enum Outcome {
    /** Redis confirmed it. */
    ACKNOWLEDGED,
    /** It was certainly not published: Redis refused it, or it never left this process. */
    REFUSED,
    /** Nobody answered in time: it may have been published, and may yet be. */
    UNKNOWN
}
