package io.mycostream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A serial port made of software: this side plays the board, whoever opens {@link #path()} is the host.
 *
 * <p>It is a real Linux pseudo-terminal in raw mode, so every byte value passes unchanged in both directions, and it
 * behaves as a USB port does: what a board sends while no host has its port open is lost, and {@link #unplug()} ends
 * the host's reading. It has no baud rate, so it tests a reader, not a line.
 *
 * <p>Safe for use by several threads.
 */
public final class PseudoTerminal implements AutoCloseable {

    /** How long one write waits for a host that has the port open and does not read. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration GLANCE = Duration.ofMillis(20);

    private static final int CLOSED = -1;

    private final Path device;
    private final @Nullable Path link;
    private final ReentrantLock sending = new ReentrantLock();
    private int board;

    private PseudoTerminal(int board, Path device, @Nullable Path link) {
        this.board = board;
        this.device = device;
        this.link = link;
    }

    /** Plugs in a board at a path of the system's choice, {@code /dev/pts/N}. */
    public static PseudoTerminal open() {
        return plugIn(null);
    }

    /**
     * Plugs in a board at a path of the caller's choice, so that it can be unplugged and come back under the same name.
     *
     * @param link where a symbolic link to the device is made; one that is there already is replaced
     * @throws UncheckedIOException if something other than a symbolic link is there, or the link cannot be made
     */
    public static PseudoTerminal open(Path link) {
        return plugIn(link);
    }

    private static PseudoTerminal plugIn(@Nullable Path link) {
        try {
            int board = Tty.openBoardSide();
            try {
                Path device = Tty.deviceOf(board);
                Tty.makeRaw(device);
                if (link != null) {
                    pointTo(device, link);
                }
                return new PseudoTerminal(board, device, link);
            } catch (IOException e) {
                Tty.close(board);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the link beside its place and renames it, so that a host never finds half of one. */
    private static void pointTo(Path device, Path link) throws IOException {
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
            throw new FileAlreadyExistsException(link.toString(), null, "is there and is no symbolic link");
        }
        Path fresh = link.resolveSibling(link.getFileName() + "." + device.getFileName());
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, device);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the host opens: the link, when one was asked for, else {@code /dev/pts/N}. */
    public Path path() {
        return link == null ? device : link;
    }

    /** Whether a host has the port open at the moment. */
    public synchronized boolean isOpenAtHost() {
        return board != CLOSED && !Tty.hostIsAway(board);
    }

    /**
     * Sends bytes to the host, all of them before the next caller's. What nobody takes is lost, as from a board: at
     * once when no host has the port open, after a second when one has and does not read.
     *
     * @return how many of the bytes, from the first on, the line has taken; not that the host has read them
     * @throws IllegalStateException if the board has been unplugged
     */
    public int write(byte[] bytes) {
        sending.lock();
        try {
            return send(bytes);
        } finally {
            sending.unlock();
        }
    }

    private int send(byte[] bytes) {
        int sent = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (sent < bytes.length && System.nanoTime() - deadline < 0) {
            int fd;
            int taken;
            synchronized (this) {
                fd = plugged();
                if (Tty.hostIsAway(fd)) {
                    return sent;
                }
                taken = Tty.write(fd, sent == 0 ? bytes : Arrays.copyOfRange(bytes, sent, bytes.length));
            }
            if (taken > 0) {
                sent += taken;
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else {
                Tty.awaitRoom(fd, GLANCE);
            }
        }
        return sent;
    }

    /**
     * Reads what the host has sent.
     *
     * @param timeout how long to wait for the first byte
     * @return bytes read, 0 when none came in time
     * @throws IllegalStateException if the board has been unplugged
     */
    public int read(byte[] into, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            int fd;
            synchronized (this) {
                fd = plugged();
                int read = Tty.read(fd, into);
                if (read > 0) {
                    return read;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return 0;
            }
            Tty.awaitBytes(fd, left < GLANCE.toNanos() ? Duration.ofNanos(left) : GLANCE);
        }
    }

    private int plugged() {
        if (board == CLOSED) {
            throw new IllegalStateException("the board at " + path() + " has been unplugged");
        }
        return board;
    }

    /** Pulls the plug: the link goes, a host that reads meets the end. Does nothing the second time. */
    public synchronized void unplug() {
        if (board == CLOSED) {
            return;
        }
        try {
            if (link != null
                    && Files.isSymbolicLink(link)
                    && Files.readSymbolicLink(link).equals(device)) {
                Files.delete(link);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Tty.close(board);
            board = CLOSED;
        }
    }

    @Override
    public void close() {
        unplug();
    }
}
