package io.mycostream.ingest.link.mqtt;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where boards are listened for.
 *
 * @param host address or name of one of this machine's interfaces; {@code 0.0.0.0} for all of them
 * @param port 1 to 65535, or 0 for a free one
 */
public record ListenAddress(String host, int port) {

    private static final int PORT = 1883;

    /**
     * Reads {@code host:port}, {@code host} alone with the usual port, or {@code [address]:port}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    public static ListenAddress parse(String text) {
        String address = text.strip();
        int colon = address.lastIndexOf(':');
        boolean hasPort = colon >= 0
                && colon > address.lastIndexOf(']')
                && (address.indexOf(':') == colon || address.startsWith("["));
        String host = hasPort ? address.substring(0, colon) : address;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = hasPort ? port(address.substring(colon + 1), text) : PORT;
        if (host.isEmpty() || host.contains("/") || host.contains(" ")) {
            throw new IllegalArgumentException("must be host:port: " + text);
        }
        return new ListenAddress(host, port);
    }

    private static int port(String digits, String text) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= 0xFFFF) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, in the same words
        }
        throw new IllegalArgumentException("must be host:port with a port up to 65535: " + text);
    }

    /** Whether only this machine reaches it. A name that is unknown is not taken for one of this machine alone. */
    public boolean isLoopback() {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return addresses.length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }
}
