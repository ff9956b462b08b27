package io.mycostream.ingest.link.serial;

import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.retry.Backoff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A serial line, read by a thread of its own.
 *
 * <p>It is a platform thread, because the driver waits inside native code, where a virtual thread would hold on to its
 * carrier. A port that goes is closed at the first sign and tried again after a pause that grows, under the same path.
 */
public final class SerialLink implements DeviceLink {

    private static final Logger LOG = Logger.getLogger(SerialLink.class);

    /** Started and not yet closed. The driver ends itself when the process does; no link may be reading then. */
    private static final Set<SerialLink> STARTED = ConcurrentHashMap.newKeySet();

    /** As much as the kernel keeps for a reader. */
    private static final int BUFFER_BYTES = 4096;

    private static final Duration EMPTY_READ_IS_SUSPECT = Duration.ofMillis(50);

    private final Path path;
    private final int baudRate;
    private final Backoff backoff;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread reader;
    private @Nullable String lastTrouble;

    /**
     * Creates a link that does nothing until it is started.
     *
     * @param path the port, or a symbolic link that may come, go, and point elsewhere
     * @param baudRate bits per second, more than 0
     * @param backoff pauses before the port is opened again; this link's own
     */
    public SerialLink(Path path, int baudRate, Backoff backoff) {
        if (baudRate < 1) {
            throw new IllegalArgumentException("baud rate must be at least 1: " + baudRate);
        }
        this.path = path;
        this.baudRate = baudRate;
        this.backoff = backoff;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public synchronized void start(Listener listener) {
        if (reader != null) {
            throw new IllegalStateException("link was started before: " + path);
        }
        STARTED.add(this);
        reader = Thread.ofPlatform()
                .daemon()
                .name("serial-" + path.getFileName())
                .start(() -> keepListening(listener));
    }

    private void keepListening(Listener listener) {
        while (!closingWithin(Duration.ZERO)) {
            try (OpenPort port = OpenPort.open(path, baudRate)) {
                listen(port, listener);
            } catch (PortUnavailableException e) {
                tellOnce(e);
            } catch (RuntimeException | Error e) {
                // an error too: a thread that just ends would leave its board unheard until the process is started
                // again
                LOG.errorf(e, "reading a device failed, opening its link again link=%s", path);
            }
            if (closingWithin(backoff.next())) {
                return;
            }
        }
    }

    private void listen(OpenPort port, Listener listener) {
        LOG.infof("device link opened link=%s baudRate=%d", path, baudRate);
        lastTrouble = null;
        listener.opened(port::write);
        try {
            readUntilGone(port, listener);
        } finally {
            listener.closed();
        }
    }

    private void readUntilGone(OpenPort port, Listener listener) {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (!closingWithin(Duration.ZERO)) {
            long asked = System.nanoTime();
            int read = port.read(buffer);
            if (read == OpenPort.GONE) {
                if (!closingWithin(Duration.ZERO)) {
                    LOG.infof("device link lost, opening it again when it is back link=%s", path);
                }
                return;
            }
            if (read > 0) {
                backoff.reset();
                listener.received(buffer, read);
            } else if (System.nanoTime() - asked < EMPTY_READ_IS_SUSPECT.toNanos()) {
                // a driver that neither waits nor fails must not make this loop spin
                closingWithin(EMPTY_READ_IS_SUSPECT);
            }
        }
    }

    /** A port may stay away for days; its trouble is news only when it begins or changes. */
    private void tellOnce(PortUnavailableException e) {
        String trouble = String.valueOf(e.getMessage());
        if (!trouble.equals(lastTrouble)) {
            lastTrouble = trouble;
            LOG.warnf("%s link=%s", trouble, path);
        }
    }

    private boolean closingWithin(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Closes the links that are still open when the process ends, before the driver goes. */
    static void closeAll() {
        STARTED.forEach(link -> link.closing.countDown());
        STARTED.forEach(SerialLink::close);
    }

    @Override
    public void close() {
        closing.countDown();
        Thread running;
        synchronized (this) {
            running = reader;
        }
        if (running != null && !running.equals(Thread.currentThread())) {
            try {
                // longer than a read and a write wait; a driver that hangs must not keep the process from ending
                running.join(OpenPort.READ_TIMEOUT.multipliedBy(4));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        STARTED.remove(this);
    }
}
