package io.mycostream.ingest.command;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far what one sender said is safe without a hole: the number that the binary firmwares want acknowledged.
 *
 * <p>A number holds back those behind it while it has not come, or is not safe yet. When something behind it is safe and it
 * still is not after a while, it is passed over: it was not repeated any more, or gave way to other events, and a board
 * must not go on repeating all the rest for it. Not thread-safe.
 */
final class InOrder {

    /** As far as a sequence may jump without being a restart, and some more. */
    private static final int MOST_HELD = 2048;

    private static final long MASK = 0xFFFF_FFFFL;

    private final Duration patience;

    /** Numbers behind {@link #safe} that came: whether they are safe. */
    private final Map<Long, Boolean> held = new HashMap<>();

    private long safe = -1;
    private @Nullable Instant blockedSince;
    private long passedOver;

    /** Waits for so long for a number while later ones are safe. */
    InOrder(Duration patience) {
        this.patience = patience;
    }

    /** The sender counts anew from here. */
    void restart(long seq) {
        held.clear();
        safe = seq - 1 & MASK;
        blockedSince = null;
    }

    /** A number came that was not there before. */
    void came(long seq) {
        if (safe < 0 || held.size() >= MOST_HELD) {
            restart(seq);
        }
        if (isBehind(seq)) {
            held.putIfAbsent(seq, false);
        }
    }

    /** What came under a number is safe. */
    void safe(long seq, Instant now) {
        if (held.replace(seq, true) != null) {
            advance(now);
        }
    }

    /** Returns the number to be acknowledged when this one came again; empty while it is not safe. */
    OptionalLong again(long seq, Instant now) {
        advance(now);
        return safe < 0 || isBehind(seq) ? OptionalLong.empty() : OptionalLong.of(safe);
    }

    /** Returns up to where everything is safe; empty before anything came. */
    OptionalLong number() {
        return safe < 0 ? OptionalLong.empty() : OptionalLong.of(safe);
    }

    /** Returns how many numbers were passed over. */
    long passedOver() {
        return passedOver;
    }

    private void advance(Instant now) {
        while (Boolean.TRUE.equals(held.get(next()))) {
            held.remove(next());
            safe = next();
            blockedSince = null;
        }
        if (!held.containsValue(true)) {
            blockedSince = null;
        } else if (blockedSince == null) {
            blockedSince = now;
        } else if (!now.isBefore(blockedSince.plus(patience))) {
            held.remove(next());
            safe = next();
            passedOver++;
            advance(now);
        }
    }

    private long next() {
        return safe + 1 & MASK;
    }

    private boolean isBehind(long seq) {
        long distance = seq - safe & MASK;
        return distance != 0 && distance <= MASK >> 1;
    }
}
