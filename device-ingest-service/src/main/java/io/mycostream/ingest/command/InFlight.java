package io.mycostream.ingest.command;

import io.mycostream.ingest.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The command that a board has been given and has not answered yet, and what is known of it. Belongs to its {@link Station},
 * which writes here what happens.
 */
final class InFlight {

    /** How much longer than the first the pauses between repetitions get. */
    private static final int LONGEST_PAUSE_FACTOR = 8;

    final Given given;
    final Wording.Words words;
    final Backoff pauses;
    int attempts;

    /** The board has it; how it went is to come. */
    boolean arrived;

    /** Side B has passed it on. */
    boolean forwarded;

    /** What the board said when it arrived. */
    String told = "";

    /** What the board said when it did not understand. */
    String refusal = "";

    @Nullable
    Future<?> timeout;

    @Nullable
    Future<?> repetition;

    /** The board has taken its bytes. Set by the thread of the voice. */
    volatile boolean taken;

    InFlight(Given given, Wording.Words words, Duration repeatAfter) {
        this.given = given;
        this.words = words;
        this.pauses = new Backoff(repeatAfter, repeatAfter.multipliedBy(LONGEST_PAUSE_FACTOR));
    }

    void cancelAll() {
        cancel(timeout);
        cancel(repetition);
    }

    static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
