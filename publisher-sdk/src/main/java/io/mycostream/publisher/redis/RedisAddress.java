package io.mycostream.publisher.redis;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where Redis is.
 *
 * @param uri with everything in it, the password too; never to be shown
 * @param host name or address
 * @param port 6379 when the URI names none
 */
record RedisAddress(URI uri, String host, int port) {

    private static final int DEFAULT_PORT = 6379;

    private static final String FORM = "uri must be redis://[[user]:password@]host[:port][/database] or rediss://...";

    /**
     * Reads a URI.
     *
     * @throws IllegalArgumentException if it is none, or not one of a Redis server; the message holds no password
     */
    static RedisAddress parse(String text) {
        if (text == null) {
            throw new IllegalArgumentException(FORM + ": null");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            // without the cause, which repeats the text
            throw new IllegalArgumentException(FORM + ": unreadable at character " + e.getIndex());
        }
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            throw new IllegalArgumentException(FORM + ": scheme is " + uri.getScheme());
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(FORM + ": there is no host, or its name has characters no host has");
        }
        String path = uri.getPath();
        if (!path.matches("(/\\d{0,5})?")) {
            throw new IllegalArgumentException(FORM + ": database is " + path);
        }
        return new RedisAddress(uri, uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    boolean tls() {
        return "rediss".equals(uri.getScheme());
    }

    /** Host and port: what may be shown. */
    @Override
    public String toString() {
        return host + ':' + port;
    }
}
