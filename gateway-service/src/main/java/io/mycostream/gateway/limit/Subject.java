package io.mycostream.gateway.limit;

import java.util.Locale;

/**
 * Whose places are counted over all nodes: a user's, or a stream's.
 *
 * @param name a user's id, or a stream's name with its API, for example {@code mycosoft/devices}
 */
public record Subject(Scope scope, String name) {

    public static Subject user(String id) {
        return new Subject(Scope.USER, id);
    }

    public static Subject stream(String name) {
        return new Subject(Scope.STREAM, name);
    }

    /** As other nodes know it, for example {@code user:ana}. */
    public String text() {
        return scope.name().toLowerCase(Locale.ROOT) + ':' + name;
    }
}
