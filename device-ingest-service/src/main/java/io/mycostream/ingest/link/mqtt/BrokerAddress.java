package io.mycostream.ingest.link.mqtt;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a broker is.
 *
 * @param port 1 to 65535
 * @param tls whether the connection is encrypted
 */
public record BrokerAddress(String host, int port, boolean tls) {

    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    /**
     * Reads {@code mqtt://host[:port]} or, for TLS, {@code mqtts://host[:port]}; {@code tcp} and {@code ssl} are other names of
     * the two.
     *
     * @throws IllegalArgumentException if it has another form; the message does not repeat it, because people put passwords
     *     there
     */
    public static BrokerAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw refused("it cannot be read");
        }
        boolean tls = switch (String.valueOf(uri.getScheme())) {
            case "mqtt", "tcp" -> false;
            case "mqtts", "ssl" -> true;
            default -> throw refused("it begins with neither of them");
        };
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw refused("it names no host");
        }
        if (uri.getUserInfo() != null) {
            throw refused("name and password have keys of their own");
        }
        if ((!uri.getPath().isEmpty() && !uri.getPath().equals("/")) || uri.getQuery() != null) {
            throw refused("something follows host and port");
        }
        int standard = tls ? TLS_PORT : PLAIN_PORT;
        int port = uri.getPort() == -1 ? standard : uri.getPort();
        if (port < 1 || port > 0xFFFF) {
            throw refused("its port is not 1 to 65535");
        }
        String host = uri.getHost();
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new BrokerAddress(bracketed ? host.substring(1, host.length() - 1) : host, port, tls);
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("must be mqtt://host:port or mqtts://host:port: " + reason);
    }

    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }
}
