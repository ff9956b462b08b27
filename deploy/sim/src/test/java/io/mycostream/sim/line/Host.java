package io.mycostream.sim.line;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other end of the line: reads on a thread of its own until the port ends. */
final class Host implements AutoCloseable {

    final List<MdpInput> inputs = new CopyOnWriteArrayList<>();
    private final RandomAccessFile device;
    private final boolean acknowledging;
    private final Set<Long> heard = new HashSet<>();
    private long inOrder;
    private long seq;

    /**
     * Opens the port.
     *
     * @param acknowledging whether it acknowledges frames that ask for it: all those up to the highest number that it has
     *     heard without a gap, because a board takes an acknowledgement for one of everything before
     */
    Host(Path path, boolean acknowledging) throws IOException {
        this.device = new RandomAccessFile(path.toFile(), "rw");
        this.acknowledging = acknowledging;
        Thread.ofPlatform().daemon().name("host").start(this::read);
    }

    private void read() {
        MdpFrameReader reader = new MdpFrameReader();
        byte[] bytes = new byte[4_096];
        try {
            int count = device.read(bytes);
            while (count > 0) {
                reader.feed(bytes, 0, count, this::take);
                count = device.read(bytes);
            }
        } catch (IOException _) {
            // the port is gone
        }
    }

    private void take(MdpInput input) {
        inputs.add(input);
        if (acknowledging && input instanceof MdpFrame frame && (frame.flagBits() & 0x03) == 0x01) {
            heard.add(frame.seq());
            while (heard.remove(inOrder + 1)) {
                inOrder++;
            }
            write(MdpFrame.of(new MdpHeader(0x03, nextSeq(), inOrder, 0x02, 0xC0, 0xA1), new byte[0]));
        }
    }

    synchronized long nextSeq() {
        return ++seq;
    }

    synchronized void write(MdpFrame frame) {
        try {
            device.write(frame.encode());
        } catch (IOException _) {
            // the port is gone, and so is whoever should have read it
        }
    }

    List<MdpFrame> frames() {
        return inputs.stream()
                .filter(MdpFrame.class::isInstance)
                .map(MdpFrame.class::cast)
                .toList();
    }

    /** Leaves the port. The thread may wait in it for another byte, and ends when the board has gone. */
    @Override
    public void close() throws IOException {
        device.close();
    }
}
