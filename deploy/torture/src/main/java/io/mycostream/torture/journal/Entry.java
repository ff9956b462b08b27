package io.mycostream.torture.journal;

import org.jspecify.annotations.Nullable;

/** One line of a subscriber's record. Times are nanoseconds since the start of the run. */
public sealed interface Entry {

    long at();

    /**
     * The gateway said {@code connected}.
     *
     * @param asked id of the event the subscriber said it had last; null when it named none
     * @param recovered whether the gateway promised everything since; null when it said nothing about it
     */
    record Connected(
            long at,
            int gateway,
            @Nullable String asked,
            @Nullable Boolean recovered) implements Entry {

        /** Whether what follows is all that is kept, with holes and repetitions, as the gateway said itself. */
        public boolean incomplete() {
            return Boolean.FALSE.equals(recovered);
        }

        /** Whether the subscriber comes without a past, as at its first connection. */
        public boolean fresh() {
            return asked == null;
        }
    }

    /**
     * An event arrived.
     *
     * @param number 0 when the telemetry had none
     * @param id null when the gateway gave none
     */
    record Delivered(
            long at,
            String source,
            long number,
            String digest,
            @Nullable String id) implements Entry {}

    /** The gateway said that something may be missing here. */
    record Gap(long at, String reason) implements Entry {}

    /**
     * The connection is over.
     *
     * @param own whether the subscriber ended it
     */
    record Ended(long at, int gateway, String how, boolean own) implements Entry {}

    /** A connection did not come about. */
    record Refused(long at, int gateway, String how) implements Entry {}

    /** Something arrived that nobody expects on this stream. */
    record Odd(long at, String text) implements Entry {}
}
