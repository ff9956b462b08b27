package io.mycostream.publisher.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.publisher.wire.Position;
import io.mycostream.publisher.wire.RedisKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * {@code publish.lua} as seen from here: its text, its arguments, its answer.
 *
 * <p>Used by one thread.
 */
final class PublishScript {

    /** A channel that was quiet for less than this keeps its epoch, so that returning readers know they missed nothing. */
    private static final Duration META_TIME_TO_LIVE = Duration.ofDays(7);

    private static final byte[] NUMBER_OF_KEYS = utf8("2");

    private final byte[] text = read();
    private final byte[] historySize;
    private final byte[] historyMillis;
    private final byte[] metaMillis;

    /** Makes epochs that no other publisher makes. */
    private final String epochPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX);

    private long epochsProposed;

    /** Those of the latest channel: publications of one channel often follow each other. */
    private Names names = new Names("");

    /** A channel's name and keys as Redis gets them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Names(String name, byte[] channel, byte[] history, byte[] meta) {

        Names(String name) {
            this(name, utf8(name), utf8(RedisKeys.history(name)), utf8(RedisKeys.meta(name)));
        }
    }

    PublishScript(int historySize, Duration historyTimeToLive) {
        Duration metaTimeToLive = historyTimeToLive.compareTo(META_TIME_TO_LIVE) > 0
                ? historyTimeToLive.multipliedBy(2)
                : META_TIME_TO_LIVE;
        this.historySize = utf8(Integer.toString(historySize));
        this.historyMillis = utf8(Long.toString(historyTimeToLive.toMillis()));
        this.metaMillis = utf8(Long.toString(metaTimeToLive.toMillis()));
    }

    byte[] text() {
        return text.clone();
    }

    /** The arguments of {@code EVALSHA} that publish. */
    byte[][] call(byte[] sha, Pending publication) {
        Names names = namesOf(publication.channel());
        return new byte[][] {
            sha,
            NUMBER_OF_KEYS,
            names.history(),
            names.meta(),
            names.channel(),
            publication.envelope(),
            utf8(proposeEpoch()),
            historySize,
            historyMillis,
            metaMillis
        };
    }

    private Names namesOf(String channel) {
        if (!names.name().equals(channel)) {
            names = new Names(channel);
        }
        return names;
    }

    /** Reads the script's answer, {@code {epoch, offset}}. */
    static Position position(Object answer) {
        List<?> parts = (List<?>) answer;
        String epoch = new String((byte[]) parts.get(0), UTF_8);
        return new Position(epoch, (Long) parts.get(1));
    }

    /** A new one each time: if a channel loses its meta twice, its third life must not be taken for the second. */
    private String proposeEpoch() {
        return epochPrefix + '-' + Long.toString(epochsProposed++, Character.MAX_RADIX);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] read() {
        try (InputStream in = PublishScript.class.getResourceAsStream("publish.lua")) {
            if (in == null) {
                throw new IllegalStateException("publish.lua is missing beside " + PublishScript.class.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("publish.lua cannot be read", e);
        }
    }
}
