package io.mycostream.ingest.link.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One opening of a port: 8 data bits, no parity, one stop bit, no flow control. The only class that knows the driver. */
final class OpenPort implements AutoCloseable {

    /** How long one read waits; also how long closing may take. The driver counts in tenths of a second. */
    static final Duration READ_TIMEOUT = Duration.ofMillis(500);

    /** How long a write is waited for: much longer than a board needs for a frame, and no longer than a read. */
    static final Duration WRITE_LIMIT = READ_TIMEOUT;

    /** What a read returns when the port has gone. */
    static final int GONE = -1;

    // errno of Linux, as the driver hands it on; ENOENT also for a port that this process has open already
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int EPERM = 1;
    private static final int EBUSY = 16;
    private static final int EWOULDBLOCK = 11;

    private final Path path;
    private final Path device;
    private final SerialPort port;

    /** Writes come one at a time, and none comes after closing. */
    private final ReentrantLock writing = new ReentrantLock();

    private @Nullable Thread writer;

    /** What the writer does. It is done a moment before its thread has ended. */
    private @Nullable FutureTask<Boolean> lastWrite;

    private boolean closed;

    /** When it was looked for the name last. Only the thread that reads uses it. */
    private long lookedAt = System.nanoTime();

    private OpenPort(Path path, Path device, SerialPort port) {
        this.path = path;
        this.device = device;
        this.port = port;
    }

    /**
     * Opens a port.
     *
     * @param path the device or a symbolic link to it
     * @param baudRate bits per second on the line, more than 0; a pseudo-terminal and native USB ignore it
     * @throws PortUnavailableException if it is not there, not ours to open, in use, or no serial port
     */
    static OpenPort open(Path path, int baudRate) throws PortUnavailableException {
        Path device = deviceOf(path);
        SerialPort port = Driver.portAt(device);
        port.setComPortParameters(baudRate, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        limitReads(port);
        if (!port.openPort()) {
            throw refused(device, port.getLastErrorCode());
        }
        return new OpenPort(path, device, port);
    }

    private static void limitReads(SerialPort port) {
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, (int) READ_TIMEOUT.toMillis(), 0);
    }

    /** Resolves links here, because the driver replaces a path that does not exist by its own guesses. */
    private static Path deviceOf(Path path) throws PortUnavailableException {
        try {
            return path.toRealPath();
        } catch (NoSuchFileException _) {
            throw missing();
        } catch (IOException e) {
            throw new PortUnavailableException("serial port cannot be reached; " + e.getMessage(), e);
        }
    }

    private static PortUnavailableException missing() {
        List<Path> present = SerialPorts.ofThisMachine().all();
        return new PortUnavailableException("serial port is not there, waiting for it;"
                + " plug the board in or correct ingest.serial.ports present=" + present);
    }

    private static PortUnavailableException refused(Path device, int errno) {
        if (!Files.exists(device)) {
            return missing();
        }
        return switch (errno) {
            case EACCES, EPERM ->
                new PortUnavailableException(
                        "permission denied to open the serial port; add the user to the port's group"
                                + " (usually: sudo usermod -aG dialout USER) and start again"
                                + " user=" + System.getProperty("user.name") + " group=" + groupOf(device));
            case EBUSY, EWOULDBLOCK, ENOENT -> inUse(device);
            default ->
                new PortUnavailableException(
                        "serial port does not open; is it a serial port? errno=" + errno + " device=" + device);
        };
    }

    private static PortUnavailableException inUse(Path device) {
        PortHolders holders = PortHolders.of(device);
        if (holders.areOurselves()) {
            return new PortUnavailableException("serial port is read by this service under another name already;"
                    + " name it once in ingest.serial.ports device=" + device);
        }
        return new PortUnavailableException("serial port is in use by another program; close that program first device="
                + device + (holders.pids().isEmpty() ? " by=a program of another user" : " by=" + holders));
    }

    private static Object groupOf(Path device) {
        try {
            return Files.getAttribute(device, "posix:group", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException _) {
            return "unknown";
        }
    }

    /**
     * Waits for bytes.
     *
     * @return how many bytes came, 0 when none did within {@link #READ_TIMEOUT}, {@link #GONE} when none will
     */
    int read(byte[] buffer) {
        if (System.nanoTime() - lookedAt >= READ_TIMEOUT.toNanos()) {
            lookedAt = System.nanoTime();
            if (hasMoved()) {
                return GONE;
            }
        }
        int read = port.readBytes(buffer, buffer.length);
        return read < 0 ? GONE : read;
    }

    /**
     * Whether the name stands for another device by now, or for none. A silent line would never tell, nor does one that is
     * never silent: of two boards with one serial number the later one takes the name over, and nobody would hear it.
     */
    private boolean hasMoved() {
        try {
            return !path.toRealPath().equals(device);
        } catch (FileSystemException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Writes from a thread of its own, because the driver waits for room for as long as there is none. May be called by any
     * thread, also while another one reads.
     *
     * @return whether all was written within {@link #WRITE_LIMIT}; what was not is still waiting for room, and until it
     *     has gone nothing else is written, nor after {@link #close()}
     */
    boolean write(byte[] bytes) {
        writing.lock();
        try {
            if (closed || (lastWrite != null && !lastWrite.isDone())) {
                return false;
            }
            return writeWithin(bytes.clone());
        } finally {
            writing.unlock();
        }
    }

    private boolean writeWithin(byte[] sent) {
        FutureTask<Boolean> write = new FutureTask<>(() -> port.writeBytes(sent, sent.length) == sent.length);
        lastWrite = write;
        writer = Thread.ofPlatform()
                .daemon()
                .name("serial-write-" + device.getFileName())
                .start(write);
        try {
            return write.get(WRITE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for a write that is under way, {@link #WRITE_LIMIT} at most. */
    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
            if (writer != null && writer.isAlive()) {
                end(writer);
            }
            port.closePort();
        } finally {
            writing.unlock();
        }
    }

    /**
     * Ends a write that still waits, before its descriptor is closed: the number may be another file's a moment later.
     * What was not taken is thrown away, which makes room, and setting the port up wakes who waits for room.
     */
    private void end(Thread writing) {
        port.flushIOBuffers();
        limitReads(port);
        try {
            writing.join(WRITE_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads the driver at the first port, so that an ingest without serial ports does without it. */
    private static final class Driver {

        private static boolean loaded;

        private static synchronized SerialPort portAt(Path device) throws PortUnavailableException {
            try {
                if (!loaded) {
                    SerialLibrary.loadPrivately(SerialPort::getVersion);
                    SerialPort.addShutdownHook(new Thread(SerialLink::closeAll, "serial-close"));
                    loaded = true;
                }
                return SerialPort.getCommPort(device.toString());
            } catch (SerialPortInvalidPortException e) {
                throw new PortUnavailableException("serial port has just gone, waiting for it", e);
            } catch (IOException | LinkageError e) {
                throw new PortUnavailableException(
                        "the serial driver's native library does not load on this system; " + e.getMessage(), e);
            }
        }
    }
}
