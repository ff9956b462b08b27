package io.mycostream.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The servers that the settings name, and those that they tell of, each reached by itself: with the credentials, the TLS
 * and the limits of the settings, whatever the address.
 */
final class RedisNodes {

    private static final Logger LOG = Logger.getLogger(RedisNodes.class);

    private final Vertx vertx;
    private final RedisOptions options;
    private final List<String> configured;
    private final Map<String, Redis> clients = new ConcurrentHashMap<>();
    private final AtomicInteger turn =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));
    private volatile List<String> known;

    RedisNodes(Vertx vertx, RedisOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.configured = List.copyOf(options.getEndpoints());
        this.known = configured;
    }

    /**
     * Opens a connection to a server. Closing it ends it: a client's pool would hand it out again, dead or not.
     *
     * @param endpoint its URI
     */
    Future<RedisConnection> open(String endpoint) {
        return clients.computeIfAbsent(endpoint, this::client)
                .connect()
                .map(connection -> ours(endpoint, connection))
                .recover(failure -> Future.failedFuture(reason(failure)));
    }

    private static RedisConnection ours(String endpoint, RedisConnection connection) {
        // until its user sets another one; the client's own writes a stack trace whenever a server goes
        connection.exceptionHandler(
                failure -> LOG.debugf(failure, "connection to Redis lost at=%s", address(endpoint)));
        // one that has chosen a database, whichever, is not taken back into the pool, also when it was refused
        connection.send(Request.cmd(Command.SELECT).arg(database(endpoint)));
        return connection;
    }

    /** The client tells of a refused certificate only that there is no connection. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String told = String.valueOf(failure.getMessage());
        String cause = String.valueOf(root.getMessage());
        return told.contains(cause) ? told : told + ": " + cause;
    }

    /** Returns all that are known, another one first each time: what is tried again is not tried at the same again. */
    List<String> inTurn() {
        List<String> all = new ArrayList<>(known);
        Collections.rotate(all, -Math.floorMod(turn.getAndIncrement(), all.size()));
        return all;
    }

    /** Takes note of servers that others have told of; each of them may be tried from now on. */
    void learn(Collection<String> told) {
        Set<String> all = new HashSet<>(configured);
        all.addAll(told);
        known = all.stream().sorted().toList();
        keepOnly(told);
    }

    /** Ends the connections to servers that are neither configured nor told of any longer. */
    void keepOnly(Collection<String> told) {
        for (String endpoint : List.copyOf(clients.keySet())) {
            boolean wanted = configured.contains(endpoint) || told.contains(endpoint);
            Redis client = wanted ? null : clients.remove(endpoint);
            if (client != null) {
                client.close();
            }
        }
    }

    /** Returns the URI of a server at another address that is spoken to as the one named is. */
    static String sibling(String endpoint, String host, int port) {
        URI uri = URI.create(endpoint);
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + '@';
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery();
        String bracketed = host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host;
        return uri.getScheme() + "://" + user + bracketed + ':' + port + path + query;
    }

    /** Returns the address alone, fit for logs. */
    static String address(String endpoint) {
        URI uri = URI.create(endpoint);
        return uri.getHost() == null ? uri.getPath() : uri.getHost() + ':' + (uri.getPort() < 0 ? 6379 : uri.getPort());
    }

    static String host(String endpoint) {
        return String.valueOf(URI.create(endpoint).getHost());
    }

    void close() {
        clients.values().forEach(Redis::close);
        clients.clear();
    }

    private Redis client(String endpoint) {
        return Redis.createClient(
                vertx,
                new RedisOptions(options).setType(RedisClientType.STANDALONE).setEndpoints(List.of(endpoint)));
    }

    private static String database(String endpoint) {
        URI uri = URI.create(endpoint);
        String path = uri.getHost() == null || uri.getPath() == null ? "" : uri.getPath();
        return path.length() > 1 ? path.substring(1) : "0";
    }
}
