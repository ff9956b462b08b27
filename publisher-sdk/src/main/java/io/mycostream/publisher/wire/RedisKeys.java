package io.mycostream.publisher.wire;

/**
 * The names of a channel's keys in Redis.
 *
 * <p>The braces are the hash tag of Redis Cluster: all keys of a channel are on one node, so that one script may use
 * them. A channel whose own name holds braces is tagged by what stands before the first closing one, which is the same in
 * all; only a name that begins with a closing brace has no tag, and then no place in a cluster.
 */
public final class RedisKeys {

    private RedisKeys() {}

    /** The stream with the channel's recent envelopes: entry {@code <offset>-0}, field {@code e}. */
    public static String history(String channel) {
        return "mycostream:{" + channel + "}:history";
    }

    /** The hash with the channel's {@code epoch} and the {@code offset} of its latest publication. */
    public static String meta(String channel) {
        return "mycostream:{" + channel + "}:meta";
    }

    /** The hash with what is the case now, beside what the channel says has happened; whoever keeps it names its fields. */
    public static String latest(String channel) {
        return "mycostream:{" + channel + "}:latest";
    }
}
