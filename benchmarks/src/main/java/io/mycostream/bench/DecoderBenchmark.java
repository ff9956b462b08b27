package io.mycostream.bench;

import io.mycostream.ingest.mdp.Crc16;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.MdpMessage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reading {@code mdp1-le16} bytes as they come from a line. One operation is the whole {@link Capture}.
 *
 * <p>The yardsticks are the same bytes copied, and summed with the CRC that the processor itself can do; the need is the
 * line's, 11,520 bytes a second at 115,200 baud.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecoderBenchmark {

    /** What one read of a serial port brings at most. */
    private static final int READ = 4096;

    private final Capture capture = new Capture();
    private final List<MdpFrame> frames = capture.frames();
    private final byte[] wire = capture.wire();
    private final byte[] copy = new byte[wire.length];
    private final MdpFrameReader reader = new MdpFrameReader();

    private int found;

    /** Bytes to frames: chunks found, unstuffed, summed, headers read. */
    @Benchmark
    public int frames() {
        found = 0;
        for (int at = 0; at < wire.length; at += READ) {
            reader.feed(wire, at, Math.min(READ, wire.length - at), this::count);
        }
        return found;
    }

    /** Frames to what they say: JSON parsed, structures decoded, hashes checked. */
    @Benchmark
    public void messages(Blackhole sink) {
        for (MdpFrame frame : frames) {
            sink.consume(MdpMessage.of(frame));
        }
    }

    /** The protocol's own sum, alone. */
    @Benchmark
    public int sum() {
        return Crc16.of(wire);
    }

    /** The sum that the processor has an instruction for. */
    @Benchmark
    public long sumByTheProcessor() {
        CRC32C sum = new CRC32C();
        sum.update(wire);
        return sum.getValue();
    }

    /** The bytes moved once, and nothing else. */
    @Benchmark
    public byte[] copy() {
        System.arraycopy(wire, 0, copy, 0, wire.length);
        return copy;
    }

    private void count(MdpInput input) {
        if (input instanceof MdpFrame) {
            found++;
        }
    }
}
