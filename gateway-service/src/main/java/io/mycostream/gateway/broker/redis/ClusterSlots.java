package io.mycostream.gateway.broker.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which node of a cluster is the primary of which hash slot, as a node has told it. */
final class ClusterSlots {

    private record Range(int first, int last, String primary) {}

    private final List<Range> ranges = new ArrayList<>();
    private final Set<String> nodes = new HashSet<>();

    /**
     * Reads the answer to CLUSTER SLOTS.
     *
     * @param asked the node that gave it; others have the same way in, and one that tells no host means its own
     */
    ClusterSlots(String asked, Response answer) {
        for (Response range : answer) {
            for (int node = 2; node < range.size(); node++) {
                String endpoint = endpoint(asked, range.get(node));
                nodes.add(endpoint);
                if (node == 2) {
                    ranges.add(new Range(number(range.get(0)), number(range.get(1)), endpoint));
                }
            }
        }
    }

    private static String endpoint(String asked, Response node) {
        String host = node.get(0) == null ? "" : node.get(0).toString();
        return RedisNodes.sibling(asked, host.isEmpty() ? RedisNodes.host(asked) : host, number(node.get(1)));
    }

    private static int number(Response answer) {
        return Integer.parseInt(answer.toString());
    }

    /** Returns the primary of a key's slot; empty when nobody serves it now. */
    Optional<String> primaryOf(byte[] key) {
        int slot = KeySlot.of(key);
        return ranges.stream()
                .filter(range -> range.first() <= slot && slot <= range.last())
                .map(Range::primary)
                .findFirst();
    }

    /** Returns every node, primaries and replicas. */
    Set<String> nodes() {
        return nodes;
    }
}
