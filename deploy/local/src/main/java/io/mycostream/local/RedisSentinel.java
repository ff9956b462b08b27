package io.mycostream.local;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Redis primary with a replica, and three sentinels that make the replica the primary when the primary is gone for half
 * a second; all on 127.0.0.1 and ended with this JVM.
 *
 * <p>The servers are empty at each start. A primary that was killed and restarted becomes the replica of the new one.
 */
public final class RedisSentinel implements AutoCloseable {

    /** What the sentinels call the primary. */
    public static final String MASTER_NAME = "mycostream";

    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinel() {}

    /**
     * Starts all and waits until the sentinels know each other and the replica follows the primary, some seconds.
     *
     * @throws IllegalStateException if that takes longer than 20 s
     */
    public static RedisSentinel start() {
        return start(RedisExecutable.INSTALLED_OR_BUNDLED);
    }

    /** Like {@link #start()}, but runs the bundled server, a Redis 6.2, whatever is installed. */
    public static RedisSentinel startBundled() {
        return start(RedisExecutable.BUNDLED);
    }

    private static RedisSentinel start(RedisExecutable executable) {
        RedisSentinel started = new RedisSentinel();
        try {
            started.startAll(executable);
            return started;
        } catch (IllegalStateException failed) {
            started.close();
            throw failed;
        }
    }

    private void startAll(RedisExecutable executable) {
        String[] syncingAtOnce = {"--repl-diskless-sync-delay", "0"};
        RedisServer primary = RedisServer.start(RedisCommandLine.emptyAtStart(executable, syncingAtOnce));
        servers.add(primary);
        servers.add(RedisServer.start(RedisCommandLine.emptyAtStart(executable, syncingAtOnce)));
        servers.getLast().ask("REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
        Patience.await(
                "the replica's link", () -> primary.ask("INFO", "replication").contains("state=online"));
        for (int sentinel = 0; sentinel < SENTINELS; sentinel++) {
            sentinels.add(RedisServer.start(RedisCommandLine.sentinel(
                    executable,
                    "sentinel monitor " + MASTER_NAME + " 127.0.0.1 " + primary.port() + " " + QUORUM,
                    "sentinel down-after-milliseconds " + MASTER_NAME + " 500",
                    "sentinel failover-timeout " + MASTER_NAME + " 2000")));
        }
        sentinels.forEach(RedisSentinel::hurry);
        Patience.await("the sentinels' agreement", () -> sentinels.stream().allMatch(RedisSentinel::knowsAll));
    }

    /** Has a sentinel look around several times a second instead of every few; Redis 6 cannot be told to. */
    private static void hurry(RedisServer sentinel) {
        try {
            sentinel.ask("SENTINEL", "DEBUG", "INFO-PERIOD", "200", "PUBLISH-PERIOD", "200", "ASK-PERIOD", "200");
        } catch (IllegalStateException _) {
            // it will take its time
        }
    }

    private static boolean knowsAll(RedisServer sentinel) {
        return sentinel.ask("INFO", "sentinel").contains("status=ok")
                && sentinel.ask("INFO", "sentinel").contains("slaves=1,sentinels=" + SENTINELS);
    }

    /** Where clients find the sentinels, as {@code quarkus.redis.hosts} takes it. */
    public String hosts() {
        return sentinels.stream().map(RedisServer::uri).collect(Collectors.joining(","));
    }

    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The two servers, whichever is the primary. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** The server that most sentinels take for the primary, which for a moment may be one that is gone. */
    public RedisServer primary() {
        return servers.stream()
                .filter(server -> votes(server) >= QUORUM)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the sentinels do not agree on a primary"));
    }

    private long votes(RedisServer server) {
        return sentinels.stream()
                .filter(sentinel -> sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME)
                        .contains("\r\n" + server.port() + "\r\n"))
                .count();
    }

    /** Waits until the replica has all that is written by now. */
    public void awaitReplication() {
        RedisServer primary = primary();
        servers.stream().filter(server -> server != primary).forEach(primary::awaitFollower);
    }

    /** Ends the primary without warning, and returns at once with the one that is gone. */
    public RedisServer killPrimary() {
        RedisServer primary = primary();
        primary.kill();
        return primary;
    }

    /** Has the sentinels make the replica the primary while both run, and waits until they have. */
    public void failover() {
        RedisServer before = primary();
        Patience.await("a replica that can be the primary", this::takesFailover);
        awaitOther(before);
    }

    private boolean takesFailover() {
        try {
            sentinels.getFirst().ask("SENTINEL", "FAILOVER", MASTER_NAME);
            return true;
        } catch (IllegalStateException _) {
            // a replica that has just come is not trusted yet
            return false;
        }
    }

    /** Waits until another server than the one named is the primary. */
    public void awaitOther(RedisServer before) {
        Patience.await(
                "another primary",
                () -> servers.stream()
                        .filter(server -> server != before)
                        .anyMatch(server -> votes(server) >= QUORUM
                                && server.ask("INFO", "replication").contains("role:master")));
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
    }
}
