package io.mycostream.torture.publish;

import io.mycostream.torture.journal.Outcome;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.RunClock;

/** One attempt to publish, on its way to an outcome that another thread may learn of. */
final class Attempt {

    private final RunClock clock;
    private final String source;
    private final long number;
    private final String digest;
    private final long sentAt;
    private Outcome outcome = Outcome.UNKNOWN;
    private long answeredAt = Long.MAX_VALUE;
    private long receivers = -1;

    Attempt(RunClock clock, String source, long number, String digest) {
        this.clock = clock;
        this.source = source;
        this.number = number;
        this.digest = digest;
        this.sentAt = clock.now();
    }

    /**
     * Notes how it ended.
     *
     * @param receivers how many Redis said it had reached; -1 when it did not say
     */
    synchronized void ended(Outcome how, long receivers) {
        outcome = how;
        answeredAt = clock.now();
        this.receivers = receivers;
    }

    synchronized Publication publication() {
        return new Publication(source, number, digest, sentAt, answeredAt, outcome, receivers);
    }
}
