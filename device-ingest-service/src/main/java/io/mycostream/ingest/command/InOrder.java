package io.mycostream.ingest.command;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How far what one sender said is safe without a hole: the number that the binary firmwares want acknowledged. They forget
 * everything up to it, so that it must not reach beyond what they still hold and is not safe here.
 *
 * <p>A number holds back those behind it while it has not come, or is not safe yet. When something behind it is safe and it
 * still is not after the time in which a board repeats a frame, the board has given it up, and it is passed over. A board
 * with flash has given it up for good when so many others have gone the same way that they have pushed it out there.
 *
 * <p>What the sender said before it was heard for the first time counts as not come: an earlier process may have heard it
 * and lost it. Not thread-safe.
 */
final class InOrder {

    /** As far as a sequence may jump without being a restart, and some more; no board holds as many. */
    private static final int MOST_HELD = 2048;

    /** Numbers in front of the first one heard that a board may still hold, in its queue and in flash. */
    private static final int UNHEARD = 64;

    /** Frames that the durable firmware keeps in flash; the newest stay. */
    private static final int FLASH_FRAMES = 8;

    private static final long MASK = 0xFFFF_FFFFL;

    /** A number that came and is not told yet. */
    private static final class Heard {

        private final Instant since;
        private boolean again;
        private boolean safe;

        private Heard(Instant since) {
            this.since = since;
        }
    }

    private final Duration patience;
    private final Map<Long, Heard> held = new HashMap<>();
    private boolean hasFlash;
    private long first;
    private long safe = -1;
    private boolean reached;
    private long passedOver;

    /**
     * Waits for so long for a number while later ones come.
     *
     * @param patience longer than a board goes on repeating a frame
     */
    InOrder(Duration patience) {
        this.patience = patience;
    }

    /** The sender keeps some of what it has given up, and will send it again after a reset. */
    void hasFlash() {
        hasFlash = true;
    }

    /** The sender counts anew, and this is the first number that came. */
    void restart(long seq) {
        held.clear();
        first = seq;
        // counters begin at 1, but for one that wraps
        safe = seq == 0 ? MASK : Math.max(0, seq - 1 - UNHEARD);
        reached = false;
    }

    /** A number came, for the first time or again. */
    void came(long seq, Instant now) {
        if (safe < 0) {
            restart(seq);
        }
        while (held.size() >= MOST_HELD) {
            passOver();
        }
        if (isAhead(seq)) {
            Heard before = held.putIfAbsent(seq, new Heard(now));
            if (before != null) {
                before.again = true;
            }
        }
    }

    /** What came under a number is safe. */
    void safe(long seq, Instant now) {
        Heard heard = held.get(seq);
        if (heard != null) {
            heard.safe = true;
        }
        advance(now);
    }

    /** Returns up to where everything is safe or given up; empty before anything that came is. */
    OptionalLong number() {
        return reached ? OptionalLong.of(safe) : OptionalLong.empty();
    }

    /** Returns how many numbers were passed over. */
    long passedOver() {
        return passedOver;
    }

    private void advance(Instant now) {
        boolean goesOn = true;
        while (goesOn) {
            while (isSafe(next())) {
                safe = next();
                held.remove(safe);
                reached = true;
            }
            goesOn = held.values().stream().anyMatch(heard -> heard.safe) && isGivenUp(now);
            if (goesOn) {
                passOver();
            }
        }
    }

    private boolean isSafe(long seq) {
        Heard heard = held.get(seq);
        return heard != null && heard.safe;
    }

    /** Whether the board cannot have the next number any more: it was first sent before all that came behind it. */
    private boolean isGivenUp(Instant now) {
        List<Heard> pastPatience = held.entrySet().stream()
                .filter(each -> each.getKey() != next())
                .map(Map.Entry::getValue)
                .filter(heard -> !now.isBefore(heard.since.plus(patience)))
                .toList();
        // what finds the board's queue full is sent once, and does not come into flash
        return hasFlash
                ? pastPatience.stream().filter(heard -> heard.again).count() >= FLASH_FRAMES
                : !pastPatience.isEmpty();
    }

    private void passOver() {
        safe = next();
        held.remove(safe);
        if ((safe - first & MASK) <= MASK >> 1) {
            passedOver++;
        }
    }

    private long next() {
        return safe + 1 & MASK;
    }

    private boolean isAhead(long seq) {
        long distance = seq - safe & MASK;
        return distance != 0 && distance <= MASK >> 1;
    }
}
