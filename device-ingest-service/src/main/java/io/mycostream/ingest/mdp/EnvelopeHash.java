package io.mycostream.ingest.mdp;

/**
 * What the hash in a durable envelope says. It finds damage; it proves nothing about the sender, because the
 * envelope's {@code sig} is the same hash once more and no signature.
 */
public enum EnvelopeHash {
    /** The payload is no envelope, or an envelope without a SHA-256. */
    ABSENT,
    MATCHES,
    DIFFERS
}
