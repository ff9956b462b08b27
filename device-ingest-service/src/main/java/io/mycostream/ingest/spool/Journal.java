package io.mycostream.ingest.spool;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * A small file of facts, each of which may replace an earlier one: appended as they change, written anew as a whole when
 * too many of them are out of date. What was appended survives the end of the process. One thread's at a time.
 */
public final class Journal implements AutoCloseable {

    private final Path file;
    private FileChannel channel;
    private int entries;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Reads what is there and goes on behind the last whole entry.
     *
     * @param found takes each entry, oldest first
     */
    public static Journal open(SpoolDirectory directory, String name, Consumer<byte[]> found) throws SpoolException {
        Path file = directory.path().resolve(name);
        try {
            FileChannel channel = FileChannel.open(file, CREATE, APPEND);
            Journal journal = new Journal(file, channel);
            FramedBytes bytes = new FramedBytes(ByteBuffer.wrap(Files.readAllBytes(file)));
            for (byte[] entry = bytes.next(); entry != null; entry = bytes.next()) {
                journal.entries++;
                found.accept(entry);
            }
            channel.truncate(bytes.position());
            return journal;
        } catch (IOException e) {
            throw SpoolException.of("cannot open", file, e);
        }
    }

    /** Appends entries; all of them or, after a failure, none. */
    public void append(Collection<byte[]> added) throws SpoolException {
        if (added.isEmpty()) {
            return;
        }
        long end = -1;
        try {
            end = channel.size();
            DurableFile.write(channel, ByteBuffer.wrap(framed(added)));
            entries += added.size();
        } catch (IOException e) {
            cutOff(end);
            throw SpoolException.of("cannot write", file, e);
        }
    }

    private void cutOff(long end) {
        try {
            if (end >= 0) {
                channel.truncate(end);
            }
        } catch (IOException _) {
            // what is torn is cut off when it is opened again
        }
    }

    private static byte[] framed(Collection<byte[]> entries) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        entries.forEach(entry -> all.writeBytes(Framing.frame(entry).array()));
        return all.toByteArray();
    }

    /** Puts these entries in the place of all others, in one step. */
    public void replace(Collection<byte[]> current) throws SpoolException {
        try {
            DurableFile.replace(file, framed(current));
            channel.close();
            channel = FileChannel.open(file, APPEND);
            entries = current.size();
        } catch (IOException e) {
            throw SpoolException.of("cannot write", file, e);
        }
    }

    /** Returns how many entries the file has, those out of date included. */
    public int entries() {
        return entries;
    }

    /** Makes what was appended safe against a loss of power. */
    public void sync() throws SpoolException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw SpoolException.of("cannot sync", file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.force(false);
            channel.close();
        } catch (IOException _) {
            // what was appended is with the system
        }
    }
}
