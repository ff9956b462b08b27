package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Memory;
import io.mycostream.torture.journal.Remains;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A fault put into the evidence on purpose, to see that the judge finds it. Where it needs a subscriber, it takes the first
 * one that heard enough without interruption.
 */
public enum Plant {
    /** One event is missing. */
    DROP("silence") {
        @Override
        void falsify(Stretch stretch) {
            stretch.remove(stretch.middle(), 1);
        }
    },
    /** Some of the first events are missing. */
    SILENCE_AT_START("silence") {
        @Override
        void falsify(Stretch stretch) {
            stretch.remove(0, SEVERAL);
        }
    },
    /** Some events in a row are missing. */
    SILENCE("silence") {
        @Override
        void falsify(Stretch stretch) {
            stretch.remove(stretch.middle(), SEVERAL);
        }
    },
    /** The last events are missing. */
    SILENCE_AT_END("silence") {
        @Override
        boolean atEnd() {
            return true;
        }

        @Override
        void falsify(Stretch stretch) {
            stretch.remove(stretch.places().size() - SEVERAL, SEVERAL);
        }
    },
    /** Two events came in the wrong order. */
    SWAP("order") {
        @Override
        void falsify(Stretch stretch) {
            int place = stretch.middle();
            Collections.swap(
                    stretch.entries(),
                    stretch.places().get(place),
                    stretch.places().get(place + 1));
        }
    },
    /** One event came twice. */
    DUPLICATE("repetition") {
        @Override
        void falsify(Stretch stretch) {
            int index = stretch.places().get(stretch.middle());
            stretch.entries().add(index, stretch.entries().get(index));
        }
    },
    /** An event came that nobody sent. */
    INVENTION("invention") {
        @Override
        void falsify(Stretch stretch) {
            int index = stretch.places().getLast();
            Entry.Delivered real = (Entry.Delivered) stretch.entries().get(index);
            stretch.entries()
                    .add(index + 1, new Entry.Delivered(real.at(), real.source(), UNSENT, real.digest(), "planted"));
        }
    },
    /** An event came with other telemetry. */
    PAYLOAD("invention") {
        @Override
        void falsify(Stretch stretch) {
            int index = stretch.places().get(stretch.middle());
            Entry.Delivered real = (Entry.Delivered) stretch.entries().get(index);
            stretch.entries()
                    .set(
                            index,
                            new Entry.Delivered(
                                    real.at(), real.source(), real.number(), "{\"planted\":true}", real.id()));
        }
    },
    /** A connection ended for no reason. */
    END("connection") {
        @Override
        void falsify(Stretch stretch) {
            int index = stretch.places().get(stretch.middle());
            Entry.Connected connected =
                    (Entry.Connected) stretch.entries().get(stretch.places().getFirst() - stretch.sinceConnected());
            Entry.Delivered last = (Entry.Delivered) stretch.entries().get(index);
            stretch.entries().add(index + 1, new Entry.Ended(last.at(), connected.gateway(), "planted", false));
            stretch.entries()
                    .add(index + 2, new Entry.Connected(last.at(), connected.gateway(), last.id(), Boolean.TRUE));
        }
    },
    /** A counter stays up. */
    REMAINS("remains") {
        @Override
        Evidence plant(Evidence honest) {
            List<Remains> remains = new ArrayList<>(honest.remains());
            remains.add(new Remains("gateway 0", "stream_connections", 1));
            return honest.withRemains(remains);
        }
    },
    /** A gateway grows. */
    MEMORY("memory") {
        @Override
        Evidence plant(Evidence honest) {
            List<Memory> memories = new ArrayList<>(honest.memories());
            memories.add(new Memory(0, 1, 0, honest.terms().memoryGrowth() + 1));
            return honest.withMemories(memories);
        }
    };

    private static final int SEVERAL = 3;
    private static final int ENOUGH = 8;
    private static final long UNSENT = 1_000_000_000;

    private final String rule;

    Plant(String rule) {
        this.rule = rule;
    }

    /** The rule that has to find it. */
    public String rule() {
        return rule;
    }

    /** As a person writes it: {@code silence-at-end}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the evidence with the fault in it.
     *
     * @throws IllegalStateException if nobody heard enough to be falsified
     */
    public Evidence falsify(Evidence honest) {
        return plant(honest);
    }

    Evidence plant(Evidence honest) {
        Ledger ledger = new Ledger(honest);
        List<Testimony> testimonies = new ArrayList<>(honest.testimonies());
        for (int index = 0; index < testimonies.size(); index++) {
            Testimony victim = testimonies.get(index);
            Stretch stretch = Stretch.of(victim, ledger, atEnd());
            if (victim.form().resumes() && stretch.places().size() >= ENOUGH) {
                falsify(stretch);
                testimonies.set(
                        index, new Testimony(victim.subscriber(), victim.form(), victim.device(), stretch.entries()));
                return honest.withTestimonies(testimonies);
            }
        }
        throw new IllegalStateException("no subscriber heard enough to plant " + word());
    }

    /** Whether the end of a record is falsified; else its beginning. */
    boolean atEnd() {
        return false;
    }

    void falsify(Stretch stretch) {
        throw new IllegalStateException(word() + " is not planted in a subscriber's record");
    }
}
