package io.mycostream.sim.board;

import java.time.LocalTime;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes one board differ from another of its kind. Where nothing is set, the kind's own value holds.
 *
 * @param deviceId what it calls itself, if not what its firmware would
 * @param role {@code mushroom1}, {@code hyphae1} and so on
 * @param displayName what the durable and the production firmware add to their telemetry; they do not escape it, so a quote
 *     in it breaks the text it stands in, here as there
 * @param rateHz telemetry per second, if not the firmware's own
 * @param seed what makes its readings, and its chip's address, differ from another's
 * @param firstSeq number of its first frame, if not the firmware's own; for tests near the wrap
 * @param console whether console text stands between frames, as on USB
 * @param machineMode whether text firmwares speak JSON from the start, or only once they are told to
 * @param liveLines whether Side A 2.1.0 prints its sensors as lines of text between frames, once a second
 * @param defects faults of the firmware itself
 * @param startOfDay time of day at boot, for its readings
 */
public record BoardSettings(
        Optional<String> deviceId,
        Optional<String> role,
        Optional<String> displayName,
        Optional<Double> rateHz,
        long seed,
        Optional<Long> firstSeq,
        boolean console,
        boolean machineMode,
        boolean liveLines,
        Set<Defect> defects,
        LocalTime startOfDay) {

    private static final double HIGHEST_RATE = 100_000;
    private static final long HIGHEST_SEQ = 0xFFFF_FFFFL;

    /** Faults of the published firmware that a host has to live with. */
    public enum Defect {
        /** Side A 2.1.0 takes 0x0A and 0x0D for line ends inside frames too: such commands are lost without answer. */
        LINE_ENDS,
        /** The same firmware reads a command from a buffer that is gone; here every third one is unknown to it. */
        STALE_COMMANDS
    }

    public BoardSettings {
        if (rateHz.isPresent() && !(rateHz.get() > 0 && rateHz.get() <= HIGHEST_RATE)) {
            throw new IllegalArgumentException(
                    "the rate is " + rateHz.get() + ", expected more than 0 and at most " + (long) HIGHEST_RATE);
        }
        if (firstSeq.isPresent() && (firstSeq.get() < 0 || firstSeq.get() > HIGHEST_SEQ)) {
            throw new IllegalArgumentException("the first seq is " + firstSeq.get() + ", expected 0.." + HIGHEST_SEQ);
        }
        defects = Set.copyOf(defects);
    }

    /** A board as its firmware has it, speaking JSON, with console text where it has a console. */
    public static BoardSettings standard() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Time between two telemetry messages, in nanoseconds. */
    long interval(double ownRateHz) {
        return Math.round(1e9 / rateHz.orElse(ownRateHz));
    }

    /** Sets what differs from {@link #standard()}. */
    public static final class Builder {

        private @Nullable String deviceId;
        private @Nullable String role;
        private @Nullable String displayName;
        private @Nullable Double rateHz;
        private long seed = 1;
        private @Nullable Long firstSeq;
        private boolean console = true;
        private boolean machineMode = true;
        private boolean liveLines;
        private Set<Defect> defects = Set.of();
        private LocalTime startOfDay = LocalTime.of(14, 0);

        private Builder() {}

        public Builder deviceId(String id) {
            deviceId = id;
            return this;
        }

        public Builder role(String name) {
            role = name;
            return this;
        }

        public Builder displayName(String name) {
            displayName = name;
            return this;
        }

        public Builder rateHz(double hertz) {
            rateHz = hertz;
            return this;
        }

        public Builder seed(long number) {
            seed = number;
            return this;
        }

        public Builder firstSeq(long seq) {
            firstSeq = seq;
            return this;
        }

        public Builder console(boolean text) {
            console = text;
            return this;
        }

        public Builder machineMode(boolean json) {
            machineMode = json;
            return this;
        }

        public Builder liveLines(boolean live) {
            liveLines = live;
            return this;
        }

        public Builder defects(Set<Defect> some) {
            defects = some;
            return this;
        }

        public Builder startOfDay(LocalTime time) {
            startOfDay = Objects.requireNonNull(time);
            return this;
        }

        /**
         * The settings so far.
         *
         * @throws IllegalArgumentException if the rate or the first number is out of its range
         */
        public BoardSettings build() {
            return new BoardSettings(
                    Optional.ofNullable(deviceId),
                    Optional.ofNullable(role),
                    Optional.ofNullable(displayName),
                    Optional.ofNullable(rateHz),
                    seed,
                    Optional.ofNullable(firstSeq),
                    console,
                    machineMode,
                    liveLines,
                    defects,
                    startOfDay);
        }
    }
}
