package io.mycostream.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The ways to Redis, whatever its form: to one server, to the primary that sentinels name, to the nodes of a cluster.
 *
 * <p>Each call makes a connection that closing ends, and asks the server first whether the gateway can work with it. One
 * that fails may be tried again at once; it is tried at the next sentinel or node then. Safe for use by many threads.
 */
public final class RedisConnections {

    private static final Logger LOG = Logger.getLogger(RedisConnections.class);

    private static final int PRIMARIES_KEPT = 3;

    private record Opened(String endpoint, RedisConnection connection) {}

    private final RedisForm form;
    private final RedisOptions options;
    private final RedisNodes nodes;

    // guarded by this
    private final Deque<String> primaries = new ArrayDeque<>();
    private List<String> warnings = List.of();

    /** Prepares connections; none is made yet. */
    public RedisConnections(Vertx vertx, RedisSettings settings) {
        this(vertx, settings.options());
    }

    RedisConnections(Vertx vertx, RedisOptions options) {
        this.form = RedisForm.of(options);
        this.options = options;
        this.nodes = new RedisNodes(vertx, options);
    }

    /**
     * Opens a connection to one server that hears every PUBLISH: the primary, or any node of a cluster.
     *
     * @return fails when there is none to be had, or the gateway cannot work with the server; the message tells why
     */
    Future<RedisConnection> subscription() {
        return server().map(Opened::connection);
    }

    /**
     * Opens a connection for everything but subscriptions. Commands with keys go to the primary that has the key.
     *
     * @return fails as {@link #subscription} does
     */
    public Future<RedisConnection> commands() {
        return server().map(opened -> form == RedisForm.CLUSTER
                ? new ClusterConnection(nodes, opened.endpoint(), opened.connection())
                : opened.connection());
    }

    /** Ends all connections for good. */
    void close() {
        nodes.close();
    }

    private Future<Opened> server() {
        return switch (form) {
            case STANDALONE -> checked(options.getEndpoints().getFirst());
            case SENTINEL -> firstOf(nodes.inTurn(), this::primaryBySentinel);
            case CLUSTER -> firstOf(nodes.inTurn(), this::checked);
        };
    }

    /** Tries one after the other; the failure is that of the first, the others' are likely to be alike. */
    private Future<Opened> firstOf(List<String> endpoints, Function<String, Future<Opened>> way) {
        Future<Opened> first = way.apply(endpoints.getFirst());
        List<String> rest = endpoints.subList(1, endpoints.size());
        return rest.isEmpty()
                ? first
                : first.recover(failure -> firstOf(rest, way).recover(_ -> Future.failedFuture(failure)));
    }

    private Future<Opened> primaryBySentinel(String sentinel) {
        return nodes.open(sentinel)
                .compose(connection -> info(connection)
                        .compose(info -> refuse(sentinel, info.map(ServerCheck::ofSentinel)))
                        .compose(_ -> connection.send(Request.cmd(Command.SENTINEL)
                                .arg("GET-MASTER-ADDR-BY-NAME")
                                .arg(options.getMasterName())))
                        .onComplete(_ -> connection.close()))
                .compose(address -> address == null
                        ? Future.failedFuture("quarkus.redis.master-name is " + options.getMasterName()
                                + ", which the sentinel at " + RedisNodes.address(sentinel) + " does not watch")
                        : primaryAt(RedisNodes.sibling(
                                sentinel,
                                address.get(0).toString(),
                                Integer.parseInt(address.get(1).toString()))));
    }

    private Future<Opened> primaryAt(String endpoint) {
        nodes.keepOnly(remember(endpoint));
        return checked(endpoint);
    }

    /** Returns the latest primaries: a sentinel that is late names the former one, which must not end the present one's. */
    private synchronized Set<String> remember(String primary) {
        primaries.remove(primary);
        primaries.addLast(primary);
        if (primaries.size() > PRIMARIES_KEPT) {
            primaries.removeFirst();
        }
        return Set.copyOf(primaries);
    }

    private Future<Opened> checked(String endpoint) {
        return nodes.open(endpoint)
                .compose(connection -> check(endpoint, connection)
                        .map(new Opened(endpoint, connection))
                        .onFailure(_ -> connection.close()));
    }

    private Future<Void> check(String endpoint, RedisConnection connection) {
        Future<Optional<String>> save = connection
                .send(Request.cmd(Command.CONFIG).arg("GET").arg("save"))
                .map(answer -> setting("save", answer))
                // users are rarely allowed to ask
                .otherwise(Optional.empty());
        return info(connection)
                .compose(info -> save.compose(known -> {
                    Optional<ServerCheck.Findings> findings = info.map(text -> ServerCheck.of(form, text, known));
                    warn(findings.map(ServerCheck.Findings::warnings)
                            .orElse(List.of("the server does not tell about itself; grant the gateway's user +info")));
                    return refuse(endpoint, findings);
                }));
    }

    /** Returns the text of INFO; empty when the user may not ask. */
    private static Future<Optional<String>> info(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.INFO))
                .map(answer -> Optional.of(String.valueOf(answer)))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith("NOPERM")
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    private static Future<Void> refuse(String endpoint, Optional<ServerCheck.Findings> findings) {
        List<String> errors = findings.map(ServerCheck.Findings::errors).orElse(List.of());
        return errors.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(String.join("; ", errors) + " (" + RedisNodes.address(endpoint) + ')');
    }

    /** Says what an operator should know, again only when it has changed: connections are made anew all the time. */
    private synchronized void warn(List<String> present) {
        present.stream()
                .filter(warning -> !warnings.contains(warning))
                .forEach(warning -> LOG.warnf("Redis: %s", warning));
        warnings = present;
    }

    /** Reads the answer to CONFIG GET, which is a map on some connections and a list on others. */
    private static Optional<String> setting(String name, @Nullable Response answer) {
        if (answer == null) {
            return Optional.empty();
        }
        if (answer.isMap()) {
            return Optional.ofNullable(answer.get(name)).map(Response::toString);
        }
        return answer.size() < 2 ? Optional.empty() : Optional.of(answer.get(1).toString());
    }
}
