package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The spool's directory, locked against a second process and of the format that this program writes. Everything that is
 * kept on disk is below it.
 *
 * <p>The lock is the operating system's and goes with the process, however that ends.
 */
public final class SpoolDirectory implements AutoCloseable {

    /** What the file {@code format} says. Another number means files that this program must not touch. */
    static final String FORMAT = "mycostream spool 1";

    /** What is written to find out whether something can be, in bytes: more than a disk has left by chance. */
    private static final int PROBE = 64 << 10;

    private static final String LOCK = "lock";
    private static final String FORMAT_FILE = "format";

    private final Path path;
    private final FileChannel lockFile;

    private SpoolDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if it is not there, and locks it.
     *
     * @throws SpoolException if it cannot be written to, another process has it, or its format is another one
     */
    public static SpoolDirectory open(Path path) throws SpoolException {
        try {
            create(path);
        } catch (FileAlreadyExistsException e) {
            throw new SpoolException("ingest.spool.directory " + path + " is a file, expected a directory");
        } catch (IOException e) {
            throw SpoolException.of("cannot make the directory", path, e);
        }
        FileChannel lockFile = lock(path);
        SpoolDirectory directory = new SpoolDirectory(path, lockFile);
        try {
            directory.checkFormat();
            return directory;
        } catch (SpoolException e) {
            directory.close();
            throw e;
        }
    }

    /** Also makes the names of new directories durable, or all that is in them could go with the power. */
    private static void create(Path path) throws IOException {
        List<Path> made = new ArrayList<>();
        for (Path each = path.toAbsolutePath(); each != null && Files.notExists(each); each = each.getParent()) {
            made.add(each);
        }
        Files.createDirectories(path);
        for (Path each : made) {
            try {
                DurableFile.syncDirectory(each);
            } catch (IOException _) {
                // the one above it may not be ours to read; then the system does it in its own time
            }
        }
    }

    private static FileChannel lock(Path path) throws SpoolException {
        Path file = path.resolve(LOCK);
        try {
            FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
            if (isLocked(channel)) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
                return channel;
            }
            String owner = Files.readString(file).strip();
            channel.close();
            throw new SpoolException("the spool " + path + " is in use by "
                    + (owner.isEmpty() ? "another process" : "process " + owner)
                    + "; each ingest service needs an ingest.spool.directory of its own");
        } catch (IOException e) {
            throw SpoolException.of("cannot lock", file, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private void checkFormat() throws SpoolException {
        Path file = path.resolve(FORMAT_FILE);
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                DurableFile.replace(file, (FORMAT + "\n").getBytes(UTF_8));
            }
            String found = Files.readString(file).strip();
            if (!found.equals(FORMAT)) {
                throw new SpoolException("the spool " + path + " has the format \"" + found + "\", expected \"" + FORMAT
                        + "\"; let the version that wrote it empty it, or set another ingest.spool.directory");
            }
        } catch (IOException e) {
            throw SpoolException.of("cannot write in", path, e);
        }
    }

    /**
     * Finds out whether something can be written and synced there.
     *
     * @throws SpoolException if not
     */
    public void probe() throws SpoolException {
        Path file = path.resolve("probe");
        try {
            DurableFile.replace(file, new byte[PROBE]);
            Files.delete(file);
        } catch (IOException e) {
            throw SpoolException.of("cannot write in", path, e);
        }
    }

    /** Where the files are. */
    public Path path() {
        return path;
    }

    /** Lets another process have it. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException _) {
            // the lock ends with the process at the latest
        }
    }
}
