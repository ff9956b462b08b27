package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts what the channels have kept in one order at the start, by the times of publication as the publishers tell them. The
 * order within a channel is known and kept.
 *
 * <p>Clocks disagree. By how much shows within each channel, where a later event may name an earlier time: that far apart,
 * the order between channels is not known either.
 */
final class Restoration {

    /** So far before those that are heard live that no time comes near them: their numbers begin at 1. */
    private static final long PAST = Long.MIN_VALUE / 2;

    private final Set<Channel> awaited;
    private long spread;

    Restoration(Collection<Channel> channels) {
        awaited = new HashSet<>(channels);
    }

    /** Whether all channels have been restored. */
    boolean isOver() {
        return awaited.isEmpty();
    }

    /** By how much times may be wrong, in the unit of the numbers. */
    long spread() {
        return spread;
    }

    /** Numbers what one channel has kept, oldest first. */
    List<Kept> restore(Channel channel, List<Publication> kept) {
        awaited.remove(channel);
        List<Kept> restored = new ArrayList<>();
        long latest = PAST;
        for (Publication publication : kept) {
            long number = number(publication.timestamp());
            boolean readable = number != PAST;
            if (readable) {
                spread = Math.max(spread, latest - number);
            }
            latest = Math.max(latest, number);
            restored.add(Kept.restored(publication, latest, readable));
        }
        return restored;
    }

    private static long number(String timestamp) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    timestamp.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
            Instant instant = time instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
            return PAST + 1 + Math.clamp(ChronoUnit.MICROS.between(Instant.EPOCH, instant), 0L, 1L << 60);
        } catch (DateTimeException | ArithmeticException _) {
            return PAST;
        }
    }
}
