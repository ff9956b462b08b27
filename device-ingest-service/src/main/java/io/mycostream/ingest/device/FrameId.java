package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The id of what a frame says: the same whenever the frame is heard again, also by another process.
 *
 * @param id made from names, version 8 of RFC 9562
 */
public record FrameId(UUID id) {

    private static final long VERSION_BITS = 0xF000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** A frame of a sender whose counter is known. Its bytes belong to it: a board may count anew without a word. */
    static FrameId ofFrame(CounterState counter, long seq, byte[] fingerprint) {
        CounterKey key = counter.key();
        String name = "frame " + key.link() + ' ' + key.variant() + ' ' + key.source() + ' '
                + Long.toHexString(counter.epoch()) + ' ' + seq;
        return named(name, fingerprint);
    }

    /**
     * A durable envelope, which keeps its name in whatever frame it comes, also after the board has counted anew.
     *
     * @param link where it was heard: device ids are the same on all boards of that firmware
     * @param name what tells it from other envelopes
     */
    public static FrameId ofEnvelope(String link, String name) {
        return named("envelope " + link + ' ' + name, new byte[0]);
    }

    /** Something that can be said again in the same way and is something else then. */
    public static FrameId random() {
        return new FrameId(UUID.randomUUID());
    }

    private static FrameId named(String name, byte[] fingerprint) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(UTF_8));
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(fingerprint));
            return new FrameId(
                    new UUID((hash.getLong() & ~VERSION_BITS) | VERSION_8, (hash.getLong() & ~VARIANT_BITS) | VARIANT));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
