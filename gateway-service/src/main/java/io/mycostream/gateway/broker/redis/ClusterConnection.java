package io.mycostream.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a cluster: what names a key goes to the primary that has it, all else to one node, called home.
 *
 * <p>The client's own connection to a cluster is to all nodes at once, and there is none to be had while one of them is
 * down; this one needs home, and the nodes whose keys are asked for. It follows a key that has moved. What was sent to a
 * node that is gone fails, as on any connection, and what is sent later finds the node's successor. It ends with home.
 */
final class ClusterConnection implements RedisConnection {

    /** Times that a command is sent on to where its key has moved. */
    private static final int REDIRECTIONS = 5;

    private final RedisNodes nodes;
    private final String homeEndpoint;
    private final RedisConnection home;

    // from here on: guarded by this
    private final Map<String, Future<RedisConnection>> connections = new HashMap<>();
    private final Map<String, Request> scripts = new LinkedHashMap<>();
    private @Nullable Future<ClusterSlots> slots;
    private boolean closed;

    ClusterConnection(RedisNodes nodes, String homeEndpoint, RedisConnection home) {
        this.nodes = nodes;
        this.homeEndpoint = homeEndpoint;
        this.home = home;
        connections.put(homeEndpoint, Future.succeededFuture(home));
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
        List<byte[]> keys = ((RequestImpl) request).keys();
        if (request.command().equals(Command.SCRIPT)) {
            return tellAll(request);
        }
        if (keys.isEmpty()) {
            return home.send(request);
        }
        return slots().compose(known -> known.primaryOf(keys.getFirst())
                .map(primary -> send(primary, request, REDIRECTIONS))
                .orElseGet(() -> {
                    forgetSlots();
                    return Future.failedFuture("no node of the cluster serves the key now");
                }));
    }

    /** Connections to every node that can be reached: a question about keys by pattern is answered by each for its own. */
    Future<List<RedisConnection>> everyNode() {
        return slots().compose(known -> Future.all(
                        known.nodes().stream().map(this::connection).toList())
                .map(all -> all.<RedisConnection>list()));
    }

    /** A script has to be known wherever its keys may be. */
    private synchronized Future<@Nullable Response> tellAll(Request script) {
        scripts.put(script.toString(), script);
        connections.forEach((endpoint, connection) -> {
            if (!endpoint.equals(homeEndpoint)) {
                connection.onSuccess(open -> open.send(script));
            }
        });
        return home.send(script);
    }

    private Future<@Nullable Response> send(String endpoint, Request request, int redirections) {
        return connection(endpoint)
                .compose(connection -> connection.send(request))
                .recover(failure -> redirected(endpoint, request, redirections, failure));
    }

    private Future<@Nullable Response> redirected(
            String endpoint, Request request, int redirections, Throwable failure) {
        String[] words = String.valueOf(failure.getMessage()).split(" ", -1);
        boolean moved = words[0].equals("MOVED");
        boolean asks = words[0].equals("ASK");
        if (!asks) {
            // moved, without a primary, or not reachable: the next one asks where to go
            forgetSlotsUnlessRefused(failure);
        }
        if (words.length < 3 || redirections == 0 || (!moved && !asks)) {
            return Future.failedFuture(failure);
        }
        String target = target(endpoint, words[2]);
        if (moved) {
            return send(target, request, redirections - 1);
        }
        return connection(target)
                .compose(connection -> {
                    connection.send(Request.cmd(Command.ASKING));
                    return connection.send(request);
                })
                .recover(again -> redirected(target, request, redirections - 1, again));
    }

    private static String target(String endpoint, String address) {
        int colon = address.lastIndexOf(':');
        String host = colon == 0 ? RedisNodes.host(endpoint) : address.substring(0, colon);
        return RedisNodes.sibling(endpoint, host, Integer.parseInt(address.substring(colon + 1)));
    }

    private void forgetSlotsUnlessRefused(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        // the answers of a script that was run, or that is not known, say nothing of the cluster
        if (!text.startsWith("ERR") && !text.startsWith("NOSCRIPT") && !text.startsWith("NOPERM")) {
            forgetSlots();
        }
    }

    private synchronized void forgetSlots() {
        slots = null;
    }

    private synchronized Future<ClusterSlots> slots() {
        Future<ClusterSlots> known = slots;
        if (known == null || known.failed()) {
            known = home.send(Request.cmd(Command.CLUSTER).arg("SLOTS")).map(answer -> {
                if (answer == null) {
                    throw new IllegalStateException("CLUSTER SLOTS is answered by nothing");
                }
                ClusterSlots told = new ClusterSlots(homeEndpoint, answer);
                nodes.learn(told.nodes());
                return told;
            });
            slots = known;
        }
        return known;
    }

    private synchronized Future<RedisConnection> connection(String endpoint) {
        if (closed) {
            return Future.failedFuture("the connection is closed");
        }
        Future<RedisConnection> known = connections.get(endpoint);
        if (known == null || known.failed()) {
            known = nodes.open(endpoint).compose(opened -> {
                opened.endHandler(_ -> forget(endpoint));
                opened.exceptionHandler(_ -> forget(endpoint));
                return knowingScripts(opened);
            });
            connections.put(endpoint, known);
        }
        return known;
    }

    /** A node that still reads its data takes none, and calls would overtake each other once it does: it is not there yet. */
    private synchronized Future<RedisConnection> knowingScripts(RedisConnection opened) {
        List<Future<@Nullable Response>> told =
                scripts.values().stream().map(opened::send).toList();
        return Future.join(told).map(opened).recover(refused -> {
            if (String.valueOf(refused.getMessage()).startsWith("LOADING ")) {
                opened.close();
                return Future.failedFuture(refused);
            }
            return Future.succeededFuture(opened);
        });
    }

    private void forget(String endpoint) {
        Future<RedisConnection> gone;
        synchronized (this) {
            gone = connections.remove(endpoint);
            slots = null;
        }
        if (gone != null) {
            gone.onSuccess(RedisConnection::close);
        }
    }

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> requests) {
        return Future.join(requests.stream().map(this::send).toList()).map(all -> all.<Response>list());
    }

    @Override
    public Future<Void> close() {
        List<Future<RedisConnection>> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(connections.values());
            connections.clear();
        }
        open.forEach(connection -> connection.onSuccess(RedisConnection::close));
        return Future.succeededFuture();
    }

    @Override
    public RedisConnection exceptionHandler(@Nullable Handler<Throwable> handler) {
        home.exceptionHandler(handler);
        return this;
    }

    @Override
    public RedisConnection endHandler(@Nullable Handler<Void> handler) {
        home.endHandler(handler);
        return this;
    }

    @Override
    public RedisConnection handler(@Nullable Handler<Response> handler) {
        home.handler(handler);
        return this;
    }

    @Override
    public RedisConnection pause() {
        home.pause();
        return this;
    }

    @Override
    public RedisConnection resume() {
        home.resume();
        return this;
    }

    @Override
    public RedisConnection fetch(long amount) {
        home.fetch(amount);
        return this;
    }

    @Override
    public boolean pendingQueueFull() {
        return home.pendingQueueFull();
    }
}
