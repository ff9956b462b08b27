package io.mycostream.ingest.mdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A reader makes what it hands out, and nothing per byte. */
class AllocationTest {

    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int BYTES = 1 << 20;

    /** What lists, records and the measurement itself may take. */
    private static final long SMALL_CHANGE = 64 * 1024;

    private final MdpFrameReader reader = new MdpFrameReader();
    private int found;
    private final Consumer<MdpInput> counting = input -> found++;

    @Test
    void aFrameTakesItsOwnBytesAndLittleMore() {
        byte[] wire = Examples.valid(2).wire();
        int rawLength = Examples.valid(2).raw().length;
        int rounds = 1000;
        feedByteByByte(wire);

        long allocated = allocatedBy(() -> {
            for (int round = 0; round < rounds; round++) {
                feedByteByByte(wire);
            }
        });

        assertThat(found).isEqualTo(rounds + 1);
        assertThat(allocated).isLessThan(rounds * (rawLength + 512L) + SMALL_CHANGE);
    }

    @Test
    void noiseWithoutEndTakesNothing() {
        byte[] noise = new byte[BYTES];
        Arrays.fill(noise, (byte) 1);
        reader.feed(noise, counting);

        assertThat(allocatedBy(() -> reader.feed(noise, counting))).isLessThan(SMALL_CHANGE);
        assertThat(found).as("one rejection").isEqualTo(1);
    }

    @Test
    void aLineWithoutEndTakesNothingBeyondItsCut() {
        byte[] line = new byte[BYTES];
        Arrays.fill(line, (byte) 'x');
        reader.feed(line, counting);

        assertThat(allocatedBy(() -> reader.feed(line, counting))).isLessThan(SMALL_CHANGE);
        assertThat(found).isZero();
    }

    private void feedByteByByte(byte[] bytes) {
        for (int at = 0; at < bytes.length; at++) {
            reader.feed(bytes, at, 1, counting);
        }
    }

    private static long allocatedBy(Runnable work) {
        long before = THREAD.getCurrentThreadAllocatedBytes();
        work.run();
        return THREAD.getCurrentThreadAllocatedBytes() - before;
    }
}
