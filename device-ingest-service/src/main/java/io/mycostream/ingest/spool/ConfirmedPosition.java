package io.mycostream.ingest.spool;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The number up to which records are confirmed, in a file of two places that are written in turn: one of them is whole
 * whenever the other is being written.
 *
 * <p>It is not synced. After power was lost it may be older than it was, and some records are published again.
 */
final class ConfirmedPosition implements AutoCloseable {

    /** Far enough apart to be in different blocks of any disk. */
    private static final int APART = 4096;

    private static final int LENGTH = Long.BYTES + Integer.BYTES;

    private final FileChannel channel;
    private long number;
    private long saved;
    private int turn;

    private ConfirmedPosition(FileChannel channel) {
        this.channel = channel;
    }

    static ConfirmedPosition open(Path file) throws IOException {
        ConfirmedPosition position = new ConfirmedPosition(FileChannel.open(file, CREATE, READ, WRITE));
        position.read(0);
        position.read(1);
        position.number = position.saved;
        return position;
    }

    private void read(int place) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(LENGTH);
        channel.read(in, (long) place * APART);
        if (in.hasRemaining()) {
            return;
        }
        long found = in.flip().getLong();
        if (in.getInt() == Framing.crc(bytes(found)) && found >= saved) {
            saved = found;
            turn = 1 - place;
        }
    }

    long number() {
        return number;
    }

    void advance(long to) {
        number = Math.max(number, to);
    }

    void save() throws IOException {
        if (number == saved) {
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(LENGTH).putLong(number);
        out.putInt(Framing.crc(bytes(number))).flip();
        channel.write(out, (long) turn * APART);
        saved = number;
        turn = 1 - turn;
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
