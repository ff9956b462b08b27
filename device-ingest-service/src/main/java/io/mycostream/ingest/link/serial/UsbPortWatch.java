package io.mycostream.ingest.link.serial;

import io.mycostream.ingest.link.DeviceLink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks for boards that are plugged in and lets go of those that were unplugged.
 *
 * <p>A port is picked up when two looks in a row have seen it: a moment after it appears the system still names it and
 * decides who may open it. It is let go after some looks without it: a board that resets is away for a moment, and its
 * link comes back faster by itself.
 */
public final class UsbPortWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UsbPortWatch.class);

    private static final int LOOKS_UNTIL_LET_GO = 5;

    private final SerialPorts ports;
    private final Function<Path, DeviceLink> links;
    private final Duration interval;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<Path, DeviceLink> started = new HashMap<>();
    private final Map<Path, Integer> looksWithout = new HashMap<>();
    private final Thread looking;
    private Set<Path> lastSeen = Set.of();
    private @Nullable String trouble;

    private UsbPortWatch(SerialPorts ports, Function<Path, DeviceLink> links, Duration interval) {
        this.ports = ports;
        this.links = links;
        this.interval = interval;
        this.looking = Thread.ofPlatform().daemon().name("serial-watch").unstarted(this::keepLooking);
    }

    /**
     * Starts to look.
     *
     * @param ports where to look
     * @param links makes and starts the link of a port that has come; called on the watch's thread
     * @param interval pause between two looks
     */
    public static UsbPortWatch start(SerialPorts ports, Function<Path, DeviceLink> links, Duration interval) {
        UsbPortWatch watch = new UsbPortWatch(ports, links, interval);
        watch.looking.start();
        return watch;
    }

    private void keepLooking() {
        if (ports.usb().isEmpty()) {
            LOG.infof("no board is plugged in yet, looking for one on USB every=%s", interval);
        }
        try {
            do {
                lookAndGoOn();
            } while (!closing.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            DeviceLink.closeAll(started.values());
        }
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            tellOnce(e, "looking for boards failed, looking again every=" + interval);
        }
    }

    /** What fails at each look is news only when it begins or changes. */
    private void tellOnce(Throwable e, String what) {
        if (!e.toString().equals(trouble)) {
            trouble = e.toString();
            LOG.error(what, e);
        }
    }

    private void look() {
        Set<Path> seen = new HashSet<>(ports.usb());
        Set<Path> seenTwice = new HashSet<>(seen);
        seenTwice.retainAll(lastSeen);
        lastSeen = seen;
        letGoOfMissing(seen);
        for (Path port : seenTwice) {
            if (!started.containsKey(port)) {
                startLink(port);
            }
        }
    }

    /** What fails for one board must leave neither the others unheard nor those that are plugged in later. */
    private void startLink(Path port) {
        try {
            started.put(port, links.apply(port));
            LOG.infof("board found link=%s", port);
        } catch (RuntimeException | Error e) {
            tellOnce(e, "a board was found and its link did not start, trying again link=" + port);
        }
    }

    private void letGoOfMissing(Set<Path> seen) {
        looksWithout.keySet().removeAll(seen);
        started.entrySet().removeIf(entry -> {
            Path port = entry.getKey();
            boolean letGo = !seen.contains(port) && looksWithout.merge(port, 1, Integer::sum) >= LOOKS_UNTIL_LET_GO;
            if (letGo) {
                LOG.infof("board unplugged, letting go of its port link=%s", port);
                looksWithout.remove(port);
                entry.getValue().close();
            }
            return letGo;
        });
    }

    /** Stops looking and closes every link it started. */
    @Override
    public void close() {
        closing.countDown();
        try {
            looking.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
