package io.mycostream.ingest.link;

import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Port to one place where devices are heard: a serial line.
 *
 * <p>A link looks after itself: it opens when the device is there, closes when it goes, and tries again, until it is
 * closed. Nothing is thrown at whoever started it; what is wrong is logged once, in words an operator can act on.
 */
public interface DeviceLink extends AutoCloseable {

    /**
     * The way to the device, from one opening of the link to its closing. Any thread may use it; what one call sends is not
     * mixed with what another does.
     */
    interface Line {

        /**
         * Sends bytes, within a limit, after what other threads are sending. A device that takes none does no harm: it is
         * heard all the same. On a line that has been closed nothing is sent.
         *
         * @return whether all of them left in time; those that did not may still leave later, or be lost
         */
        boolean send(byte[] bytes);
    }

    /**
     * What a link tells. Its calls come from one thread, one at a time, in order: opened, any number of received, closed,
     * and again. They should be short, because nothing is read meanwhile.
     */
    interface Listener {

        /**
         * The device can be heard from now on.
         *
         * @param line where it can be spoken to until {@link #closed()}
         */
        void opened(Line line);

        /**
         * Bytes came.
         *
         * @param buffer valid during this call only
         * @param length how many of its bytes, from the start, were received; 1 or more
         */
        void received(byte[] buffer, int length);

        /** The device cannot be heard any more. Follows every {@link #opened}, also when the link is closed. */
        void closed();
    }

    /** What the operator calls this link, for example {@code /dev/ttyACM0}; never changes. */
    String name();

    /**
     * Starts to listen; returns at once.
     *
     * @throws IllegalStateException if it was started before
     */
    void start(Listener listener);

    /** Stops listening for good. When it returns, no call of the listener is running or will follow. */
    @Override
    void close();

    /** Closes all of these at the same time: each may have to wait for a read that is under way. */
    static void closeAll(Collection<DeviceLink> links) {
        try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
            links.forEach(link -> closing.execute(link::close));
        }
    }
}
