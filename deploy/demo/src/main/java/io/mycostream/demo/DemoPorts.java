package io.mycostream.demo;

import io.mycostream.local.CannotStartException;
import io.mycostream.local.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the services listen, all of it on this machine's loopback address.
 *
 * @param gateway browsers and programs
 * @param ingest the ingest service's own port
 * @param gatewayManagement health and metrics of the gateway
 * @param ingestManagement health and metrics of the ingest service
 */
public record DemoPorts(int gateway, int ingest, int gatewayManagement, int ingestManagement) {

    /** What lies between a service's port and its management port by default, 8080 and 9000. */
    private static final int TO_MANAGEMENT = 920;

    private static final int HIGHEST_BASE = 65_535 - TO_MANAGEMENT - 1;

    /**
     * Derives all ports from the gateway's, keeping the distances of the defaults: 8080 and 8081, 9000 and 9001.
     *
     * @param base the gateway's port, or 0 for ports that are free at the moment
     */
    static DemoPorts from(int base) throws CannotStartException {
        if (base == 0) {
            return free();
        }
        if (base < 1024 || base > HIGHEST_BASE) {
            throw new CannotStartException(
                    "PORT=%d: choose one from 1024 to %d, or 0 for free ports".formatted(base, HIGHEST_BASE));
        }
        return new DemoPorts(base, base + 1, base + TO_MANAGEMENT, base + TO_MANAGEMENT + 1);
    }

    /** Four ports that are free at the moment. */
    public static DemoPorts free() {
        List<Integer> found = new ArrayList<>();
        while (found.size() < 4) {
            int port = FreePort.find();
            if (!found.contains(port)) {
                found.add(port);
            }
        }
        return new DemoPorts(found.get(0), found.get(1), found.get(2), found.get(3));
    }

    /** Says so, before anything is started, when another program listens where one of the services is to. */
    void checkFree() throws CannotStartException {
        Map<Integer, String> uses = new LinkedHashMap<>();
        uses.put(gateway, "the gateway");
        uses.put(gatewayManagement, "the gateway's health and metrics");
        uses.put(ingest, "the ingest service");
        uses.put(ingestManagement, "the ingest service's health and metrics");
        String choice = "make demo PORT=%d (PORT=0: free ports)".formatted(otherBase());
        for (Map.Entry<Integer, String> use : uses.entrySet()) {
            checkFree(use.getKey(), use.getValue(), choice);
        }
    }

    /**
     * Says so when another program listens on a port.
     *
     * @param use what the port is meant for
     * @param choice what can be chosen instead
     */
    static void checkFree(int port, String use, String choice) throws CannotStartException {
        if (isTaken(port)) {
            throw new CannotStartException("port %d, meant for %s, is taken by %s; end that, or choose %s"
                    .formatted(port, use, PortHolder.describe(port), choice));
        }
    }

    private int otherBase() {
        return gateway + 10 > HIGHEST_BASE ? 8080 : gateway + 10;
    }

    /** Asks for each address that {@code localhost} may mean to a browser: the first that answers would get its requests. */
    private static boolean isTaken(int port) {
        try {
            for (InetAddress address : InetAddress.getAllByName("localhost")) {
                try (ServerSocket _ = new ServerSocket(port, 1, address)) {
                    // free here; closed again at once
                }
            }
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
