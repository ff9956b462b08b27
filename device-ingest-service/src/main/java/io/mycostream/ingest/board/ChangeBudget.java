package io.mycostream.ingest.board;

import java.time.Duration;
import java.time.Instant;

/** How many changes are told in a minute. The registry's lock guards it. */
final class ChangeBudget {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private Instant windowStart = Instant.MIN;
    private int toldInWindow;

    /** Whether one more change may be told now; counts it. */
    boolean mayTell(Instant now, int perMinute) {
        // a clock that was set back must not keep the window open for as long
        if (now.isBefore(windowStart) || !now.isBefore(windowStart.plus(WINDOW))) {
            windowStart = now;
            toldInWindow = 0;
        }
        return toldInWindow++ < perMinute;
    }
}
