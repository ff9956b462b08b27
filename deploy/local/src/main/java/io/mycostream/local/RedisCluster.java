package io.mycostream.local;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of three primaries with a replica each, which takes a node for lost after a second; all on 127.0.0.1 and
 * ended with this JVM. The nodes are empty at the start; one that is killed stays away.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int PRIMARIES = 3;
    private static final int SLOTS = 16_384;

    /** A node speaks to the others on the port that lies this much higher. */
    private static final int TO_BUS_PORT = 10_000;

    /** Beyond this one the bus would have its port where the near ends of outgoing connections have theirs. */
    private static final int HIGHEST_PORT = 22_000;

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /**
     * Starts all and waits until every node knows that the cluster is complete, some seconds.
     *
     * @throws IllegalStateException if that takes longer than 20 s
     */
    public static RedisCluster start() {
        return start(RedisExecutable.INSTALLED_OR_BUNDLED);
    }

    /** Like {@link #start()}, but runs the bundled server, a Redis 6.2, whatever is installed. */
    public static RedisCluster startBundled() {
        return start(RedisExecutable.BUNDLED);
    }

    private static RedisCluster start(RedisExecutable executable) {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.startAll(executable);
            return cluster;
        } catch (IllegalStateException failed) {
            cluster.close();
            throw failed;
        }
    }

    private void startAll(RedisExecutable executable) {
        for (int node = 0; node < 2 * PRIMARIES; node++) {
            nodes.add(RedisServer.start(
                    RedisCommandLine.emptyAtStart(
                            executable,
                            "--cluster-enabled",
                            "yes",
                            "--cluster-node-timeout",
                            "1000",
                            "--cluster-config-file",
                            "nodes.conf",
                            "--repl-diskless-sync-delay",
                            "0"),
                    RedisCluster::freePort));
            nodes.getLast().ask("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(node + 1));
        }
        for (int primary = 0; primary < PRIMARIES; primary++) {
            nodes.get(primary).ask(addSlots(primary));
        }
        for (RedisServer node : nodes.subList(1, nodes.size())) {
            nodes.getFirst().ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()));
        }
        Patience.await("the nodes' acquaintance", () -> allSay("cluster_known_nodes:" + nodes.size()));
        for (int primary = 0; primary < PRIMARIES; primary++) {
            String id =
                    nodes.get(primary).ask("CLUSTER", "MYID").lines().toList().get(1);
            nodes.get(primary + PRIMARIES).ask("CLUSTER", "REPLICATE", id);
        }
        Patience.await(
                "the replicas' links",
                () -> nodes.subList(PRIMARIES, nodes.size()).stream()
                        .allMatch(replica -> replica.ask("INFO", "replication").contains("master_link_status:up")));
        Patience.await(
                "the cluster's completeness",
                () -> allSay("cluster_state:ok") && nodes.stream().allMatch(RedisCluster::knowsReplicas));
    }

    private boolean allSay(String line) {
        return nodes.stream().allMatch(node -> node.ask("CLUSTER", "INFO").contains(line + "\r\n"));
    }

    private static boolean knowsReplicas(RedisServer node) {
        return node.ask("CLUSTER", "NODES")
                        .lines()
                        .filter(line -> line.contains("slave "))
                        .count()
                == PRIMARIES;
    }

    private static String[] addSlots(int primary) {
        int from = SLOTS * primary / PRIMARIES;
        int to = SLOTS * (primary + 1) / PRIMARIES;
        return Stream.concat(
                        Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(from, to).mapToObj(Integer::toString))
                .toArray(String[]::new);
    }

    private static int freePort() {
        while (true) {
            int port = FreePort.find();
            if (port < HIGHEST_PORT && FreePort.isFree(port + TO_BUS_PORT)) {
                return port;
            }
        }
    }

    /** Where clients find the nodes, as {@code quarkus.redis.hosts} takes it. */
    public String hosts() {
        return nodes.stream().map(RedisServer::uri).collect(Collectors.joining(","));
    }

    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /** Returns the node that now holds what is stored under a key. */
    public RedisServer primaryOf(String key) {
        RedisServer any = anyRunning();
        String slot = any.ask("CLUSTER", "KEYSLOT", key).strip().substring(1);
        int wanted = Integer.parseInt(slot);
        return any.ask("CLUSTER", "NODES")
                .lines()
                .filter(line -> line.contains("master") && !line.contains("fail") && holds(line, wanted))
                .map(line -> line.replaceFirst("\\S+ 127\\.0\\.0\\.1:(\\d+)@.*", "$1"))
                .flatMap(port -> nodes.stream()
                        .filter(node -> Integer.toString(node.port()).equals(port)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody serves slot " + slot));
    }

    private static boolean holds(String line, int slot) {
        return Stream.of(line.split(" "))
                .skip(8)
                .filter(range -> !range.startsWith("["))
                .map(range -> range.split("-"))
                .anyMatch(range ->
                        Integer.parseInt(range[0]) <= slot && slot <= Integer.parseInt(range[range.length - 1]));
    }

    private RedisServer anyRunning() {
        return nodes.stream()
                .filter(node -> ProcessHandle.of(node.pid()).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node runs"));
    }

    /** Waits until the replicas have all that is written by now; while every node has the part it began with. */
    public void awaitReplication() {
        for (int primary = 0; primary < PRIMARIES; primary++) {
            nodes.get(primary).awaitFollower(nodes.get(primary + PRIMARIES));
        }
    }

    /** Waits until a node that runs serves a key. */
    public void awaitPrimaryOf(String key) {
        Patience.await("a primary of " + key, () -> {
            try {
                return ProcessHandle.of(primaryOf(key).pid()).isPresent()
                        && anyRunning().ask("CLUSTER", "INFO").contains("cluster_state:ok");
            } catch (IllegalStateException _) {
                // nobody serves it for now
                return false;
            }
        });
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
