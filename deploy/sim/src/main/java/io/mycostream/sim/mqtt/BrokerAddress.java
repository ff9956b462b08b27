package io.mycostream.sim.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a broker is, and as whom to come.
 *
 * @param uri in the client library's spelling, {@code tcp://host:1883} or {@code ssl://host:8883}
 */
public record BrokerAddress(String uri, Optional<String> user, Optional<String> password) {

    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;

    /**
     * Reads {@code mqtt://user:password@host:1883}, or {@code mqtts://} for TLS.
     *
     * @throws IllegalArgumentException if it is nothing of the kind; the message does not repeat it, as it may hold a password
     */
    public static BrokerAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(expected(), e);
        }
        boolean tls = "mqtts".equals(uri.getScheme());
        boolean known = tls || "mqtt".equals(uri.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException(expected());
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PORT;
        Optional<String[]> login = Optional.ofNullable(uri.getUserInfo()).map(info -> info.split(":", 2));
        return new BrokerAddress(
                (tls ? "ssl://" : "tcp://") + uri.getHost() + ':' + port,
                login.map(parts -> parts[0]),
                login.filter(parts -> parts.length == 2).map(parts -> parts[1]));
    }

    private static String expected() {
        return "the broker's address is not understood: expected mqtt://localhost:1883, mqtts://host:8883, "
                + "with mqtt://user:password@host where there is a login";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return uri;
    }
}
