package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The id of a publication as clients see it and send it back. */
final class PublicationId {

    /** The part of a made id that counts; it begins again after as many of one text. */
    private static final long NUMBERS = 0xFF_FFFFL;

    private static final int NUMBERS_AN_HOUR = 1 << 12;

    /** Longer ones would not come back: browsers return them in a header, and headers have an end. */
    private static final int LONGEST_GIVEN = 4_096;

    private PublicationId() {}

    /** The number with which a text begins that nobody remembers: each hour has some thousand of its own. */
    static int firstOccurrence(Instant now) {
        long hour = now.getEpochSecond() / TimeUnit.HOURS.toSeconds(1);
        return (int) (hour * NUMBERS_AN_HOUR & NUMBERS) + 1;
    }

    /**
     * The publisher's own, without what would not survive an SSE {@code id:} line; empty when nothing is left, or when it is
     * too long to be sent back.
     */
    static String given(String messageId) {
        if (messageId.length() > LONGEST_GIVEN) {
            return "";
        }
        boolean clean = true;
        for (int i = 0; i < messageId.length() && clean; i++) {
            char c = messageId.charAt(i);
            clean = c != '\n' && c != '\r' && c != 0;
        }
        return clean ? messageId : messageId.replaceAll("[\\n\\r\\x00]", "");
    }

    /**
     * What the ids have in common that are made for this text on this channel. Every node that receives it makes the same,
     * so that a client may return elsewhere.
     */
    static UUID ofText(String channel, byte[] message) {
        MessageDigest digest = sha256();
        digest.update(channel.getBytes(UTF_8));
        digest.update((byte) 0);
        digest.update(message);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        // RFC 9562 section 5.8: version 8, made by a rule of one's own
        long most = (hash.getLong() & ~0xF000L) | 0x8000L;
        long least = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least & ~NUMBERS);
    }

    /**
     * The id of a publication whose publisher gave none.
     *
     * @param occurrence one more with each publication of this text
     */
    static String made(UUID ofText, int occurrence) {
        return new UUID(ofText.getMostSignificantBits(), ofText.getLeastSignificantBits() | (occurrence & NUMBERS))
                .toString();
    }

    /** What the ids of the same text have in common with this one; empty when it cannot have been made here. */
    static Optional<UUID> textOf(String id) {
        try {
            UUID made = UUID.fromString(id);
            return Optional.of(new UUID(made.getMostSignificantBits(), made.getLeastSignificantBits() & ~NUMBERS));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The occurrence that an id was made for; 0 if it was not made for this text. */
    static int occurrence(UUID ofText, String id) {
        try {
            int number = (int) (UUID.fromString(id).getLeastSignificantBits() & NUMBERS);
            return made(ofText, number).equals(id) ? number : 0;
        } catch (IllegalArgumentException _) {
            return 0;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
