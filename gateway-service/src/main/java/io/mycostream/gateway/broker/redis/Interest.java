package io.mycostream.gateway.broker.redis;

/**
 * What this node wants to hear: one channel, or all whose names begin alike.
 *
 * <p>The two are told apart here and never by a {@code *} in the name, because clients name channels too.
 *
 * @param name the channel's name, or the beginning
 */
record Interest(String name, boolean beginning) {

    static Interest inChannel(String name) {
        return new Interest(name, false);
    }

    static Interest inBeginning(String beginning) {
        return new Interest(beginning, true);
    }

    boolean covers(String channel) {
        return beginning ? channel.startsWith(name) : channel.equals(name);
    }

    /** Whether everything that the other covers is covered here, and more. */
    boolean includes(Interest other) {
        return beginning && other.name.startsWith(name) && !equals(other);
    }

    /** How Redis is asked for it; a beginning holds nothing that is special in a pattern. */
    String spelled() {
        return beginning ? name + '*' : name;
    }
}
