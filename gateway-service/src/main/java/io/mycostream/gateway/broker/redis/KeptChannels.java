package io.mycostream.gateway.broker.redis;

import io.mycostream.publisher.wire.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the channels that have a history in Redis. It looks at every key there is, a thousand at a time. */
final class KeptChannels {

    private static final String STEP = "1000";

    private final String pattern;
    private final int before;
    private final int behind;
    private final Set<String> found = new HashSet<>();

    private KeptChannels(String beginning) {
        String marked = RedisKeys.history("*");
        pattern = RedisKeys.history(beginning + '*');
        before = marked.indexOf('*');
        behind = marked.length() - before - 1;
    }

    /**
     * Finds them.
     *
     * @param beginning of their names; it holds nothing that is special in a pattern
     */
    static Future<List<String>> find(RedisConnection connection, String beginning) {
        KeptChannels search = new KeptChannels(beginning);
        Future<List<RedisConnection>> nodes = connection instanceof ClusterConnection cluster
                ? cluster.everyNode()
                : Future.succeededFuture(List.of(connection));
        return nodes.compose(all -> search.inAll(all)).map(_ -> List.copyOf(search.found));
    }

    private Future<Void> inAll(List<RedisConnection> nodes) {
        return nodes.isEmpty()
                ? Future.succeededFuture()
                : from("0", nodes.getFirst()).compose(_ -> inAll(nodes.subList(1, nodes.size())));
    }

    private Future<Void> from(String cursor, RedisConnection node) {
        Request step = Request.cmd(Command.SCAN)
                .arg(cursor)
                .arg("MATCH")
                .arg(pattern)
                .arg("COUNT")
                .arg(STEP);
        return node.send(step).compose(answer -> {
            if (answer == null) {
                return Future.failedFuture("SCAN is answered by nothing");
            }
            answer.get(1).forEach(key -> {
                String name = key.toString();
                found.add(name.substring(before, name.length() - behind));
            });
            String next = answer.get(0).toString();
            return next.equals("0") ? Future.succeededFuture() : from(next, node);
        });
    }
}
