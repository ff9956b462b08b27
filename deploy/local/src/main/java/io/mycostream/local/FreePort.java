package io.mycostream.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds a TCP port for a server to be started on. Safe for use by several threads.
 *
 * <p>The ports lie below the range from which this machine takes the near ends of outgoing connections. Inside that range
 * a stopped server's port may be given to somebody's connection, and a client that tries to reach the stopped server again
 * and again will in the end be connected to itself.
 *
 * <p>A port is given once in the life of this JVM, until all have been given: a server needs a second or two before it
 * listens, and until then nothing but that keeps the next one away from its port.
 */
public final class FreePort {

    private static final Path OUTGOING = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 32_000;

    /** Fewer than these would soon be used up; then the range is taken whole, whatever else is given ports from it. */
    private static final int ENOUGH = 1_000;

    private static final int PORTS = highest(lowestOutgoing()) - LOWEST;

    /** Counts from a random place, so that another JVM on this machine looks elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private FreePort() {}

    /** Returns a port on which nobody listened a moment ago. Other programs are not kept from it. */
    public static int find() {
        for (int attempt = 0; attempt < PORTS; attempt++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), PORTS);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between %d and %d".formatted(LOWEST, LOWEST + PORTS - 1));
    }

    static boolean isFree(int port) {
        return canListen(new InetSocketAddress(port))
                && canListen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** The port below which the search has to stay, where outgoing connections have theirs from the one given. */
    static int highest(int lowestOutgoing) {
        return lowestOutgoing < LOWEST + ENOUGH ? HIGHEST : Math.min(HIGHEST, lowestOutgoing);
    }

    private static int lowestOutgoing() {
        try {
            return Integer.parseInt(Files.readString(OUTGOING).strip().split("\\s+", 2)[0]);
        } catch (IOException | NumberFormatException _) {
            return HIGHEST; // no Linux; macOS begins at 49152
        }
    }

    private static boolean canListen(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
