package io.mycostream.gateway.stream;

/**
 * A named stream of publications.
 *
 * @param name spelled as in Redis, for example {@code devices:telemetry}; not empty
 */
public record Channel(String name) {

    public Channel {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a channel needs a name");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
