package io.mycostream.gateway.stream;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Those who are sent the same frame: one dialect's clients on one channel, about one key or about all.
 *
 * @param key null for those who want everything
 */
record Audience(Dialect dialect, Channel channel, @Nullable String key) {

    /** Everybody whom a publication about these is for, those last who want everything. */
    static List<Audience> of(Dialect dialect, Channel channel, List<String> keys) {
        Audience all = new Audience(dialect, channel, null);
        return switch (keys.size()) {
            case 0 -> List.of(all);
            case 1 -> List.of(new Audience(dialect, channel, keys.getFirst()), all);
            default ->
                Stream.concat(keys.stream().map(key -> new Audience(dialect, channel, key)), Stream.of(all))
                        .toList();
        };
    }
}
