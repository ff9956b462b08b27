package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimerWheelTest {

    private static final long TICK = 100;
    private static final int SLOTS = 16;
    private static final long SPAN = TICK * SLOTS;

    /** Fires once, at its deadline; asked earlier, it says how long it still has. */
    private static final class Alarm implements TimerWheel.Timed {

        private final long deadline;
        private final List<Long> firedAt = new ArrayList<>();
        private int slot = -1;

        Alarm(long deadline) {
            this.deadline = deadline;
        }

        @Override
        public long due(long nowNanos) {
            if (nowNanos < deadline) {
                return deadline;
            }
            firedAt.add(nowNanos);
            return TimerWheel.NEVER;
        }

        @Override
        public int slot() {
            return slot;
        }

        @Override
        public void slot(int newSlot) {
            slot = newSlot;
        }
    }

    private final TimerWheel wheel = new TimerWheel(TICK, SLOTS, 1_000);

    @Test
    void keepsADeadlineToATick() {
        Alarm alarm = added(1_250);

        wheel.advance(1_200);
        wheel.advance(1_299);
        assertThat(alarm.firedAt).isEmpty();
        wheel.advance(1_300);

        assertThat(alarm.firedAt).containsExactly(1_300L);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void deadlineThatHasPassedIsDueAtTheNextTick() {
        Alarm alarm = added(10);

        wheel.advance(1_099);
        assertThat(alarm.firedAt).isEmpty();
        wheel.advance(1_100);

        assertThat(alarm.firedAt).containsExactly(1_100L);
    }

    @Test
    void deadlineBeyondTheSpanIsKeptAsWell() {
        Alarm alarm = added(1_000 + 3 * SPAN + 10);

        for (long now = 1_100; now < 1_000 + 3 * SPAN + 100; now += TICK) {
            wheel.advance(now);
            assertThat(alarm.firedAt).isEmpty();
        }
        wheel.advance(1_000 + 3 * SPAN + 100);

        assertThat(alarm.firedAt).containsExactly(1_000 + 3 * SPAN + 100);
    }

    @Test
    void whatWasRemovedIsNotDue() {
        Alarm removed = added(1_200);
        Alarm kept = added(1_200);

        wheel.remove(removed);
        wheel.remove(removed);
        wheel.advance(1_500);

        assertThat(removed.firedAt).isEmpty();
        assertThat(kept.firedAt).containsExactly(1_500L);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void loopThatStoodStillForManyTurnsMissesNothing() {
        List<Alarm> overdue =
                LongStream.range(0, 100).mapToObj(i -> added(1_000 + 17 * i)).toList();
        long now = 1_000 + 50 * SPAN;
        Alarm later = added(now + 250);

        wheel.advance(now);
        assertThat(overdue).allSatisfy(alarm -> assertThat(alarm.firedAt).containsExactly(now));
        assertThat(later.firedAt).isEmpty();
        wheel.advance(now + 300);

        assertThat(later.firedAt).containsExactly(now + 300);
    }

    @Test
    void whoIsDueMayHaveANextDeadline() {
        List<Long> times = new ArrayList<>();
        wheel.add(
                new TimerWheel.Timed() {
                    private int slot;

                    @Override
                    public long due(long nowNanos) {
                        times.add(nowNanos);
                        return nowNanos + 200;
                    }

                    @Override
                    public int slot() {
                        return slot;
                    }

                    @Override
                    public void slot(int newSlot) {
                        slot = newSlot;
                    }
                },
                1_100);

        for (long now = 1_100; now <= 1_700; now += TICK) {
            wheel.advance(now);
        }

        assertThat(times).containsExactly(1_100L, 1_300L, 1_500L, 1_700L);
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** The wheel against a plain list: everything is due once, not before its time, and at the latest with the tick after it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void doesWhatASortedListWouldDo(long seed) {
        Random random = new Random(seed);
        record Entry(Alarm alarm, long dueTick) {}
        List<Entry> waiting = new ArrayList<>();
        long now = 1_000;

        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long deadline = now - 100 + random.nextLong(random.nextInt(5) == 0 ? 4 * SPAN : SPAN);
                    long dueTick = Math.max(Math.ceilDiv(deadline, TICK), now / TICK + 1);
                    waiting.add(new Entry(added(deadline), dueTick));
                }
                case 2 -> {
                    if (!waiting.isEmpty()) {
                        Entry leaving = waiting.remove(random.nextInt(waiting.size()));
                        wheel.remove(leaving.alarm);
                        assertThat(leaving.alarm.firedAt).as("seed %d", seed).isEmpty();
                    }
                }
                default -> {
                    now += random.nextInt(10) == 0 ? random.nextLong(3 * SPAN) : random.nextLong(3 * TICK);
                    wheel.advance(now);
                    long tick = now / TICK;
                    for (Entry entry : waiting) {
                        boolean fired = !entry.alarm.firedAt.isEmpty();
                        String situation = "seed %d, step %d, deadline %d, now %d"
                                .formatted(seed, step, entry.alarm.deadline, now);
                        assertThat(entry.alarm.firedAt).as(situation).isEqualTo(fired ? List.of(now) : List.of());
                        assertThat(fired || entry.dueTick > tick).as(situation).isTrue();
                    }
                    waiting.removeIf(entry -> !entry.alarm.firedAt.isEmpty());
                }
            }
            assertThat(wheel.size()).as("seed %d", seed).isEqualTo(waiting.size());
        }
    }

    private Alarm added(long deadline) {
        Alarm alarm = new Alarm(deadline);
        wheel.add(alarm, deadline);
        return alarm;
    }
}
