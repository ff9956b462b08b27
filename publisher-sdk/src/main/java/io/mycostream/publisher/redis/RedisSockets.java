package io.mycostream.publisher.redis;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Makes the sockets of one connection to Redis, with TLS where the address asks for it, and cuts the latest one off.
 *
 * <p>Sockets are made by one thread; any thread may cut them off. The plain socket is closed then, as closing TLS may have
 * to wait.
 */
final class RedisSockets implements JedisSocketFactory {

    private static final Logger LOG = System.getLogger(RedisSockets.class.getName());

    private final RedisAddress address;
    private final SSLSocketFactory tls;
    private final JedisSocketFactory plain;

    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    /**
     * Prepares sockets.
     *
     * @param config without TLS, which is added here
     */
    RedisSockets(RedisAddress address, SSLSocketFactory tls, JedisClientConfig config) {
        this.address = address;
        this.tls = tls;
        this.plain = new DefaultJedisSocketFactory(new HostAndPort(address.host(), address.port()), config);
    }

    @Override
    public Socket createSocket() {
        Socket connected = plain.createSocket();
        socket = connected;
        if (closed) {
            // closed while connecting: what comes next fails on a closed socket
            abort();
        }
        return address.tls() ? secured(connected) : connected;
    }

    private Socket secured(Socket connected) {
        try {
            SSLSocket secured = (SSLSocket) tls.createSocket(connected, address.host(), address.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            // any valid certificate would do otherwise, also one for another host
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            return secured;
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    /** Ends the latest socket, at once; whoever waits on it fails. */
    void abort() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException closing) {
                LOG.log(Level.DEBUG, "closing the connection to Redis failed", closing);
            }
        }
    }

    /** Forgets the latest socket, after ending it. */
    void drop() {
        abort();
        socket = null;
    }

    /** Ends the latest socket and every later one. */
    void close() {
        closed = true;
        abort();
    }
}
