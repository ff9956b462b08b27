package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry as {@code publish.lua} and {@code enter.lua} write it.
 *
 * @param plainBefore the plain entry made before this one, which is plain too; null if there was none
 */
record StoredEntry(EntryId id, Entry entry, @Nullable EntryId plainBefore) {

    /** Reads an id and its fields; empty if neither script has written them. */
    static Optional<StoredEntry> read(Response raw) {
        Map<String, Response> fields = fields(raw.get(1));
        Response message = fields.get("e");
        if (message == null) {
            return Optional.empty();
        }
        return EntryId.parse(text(raw.get(0)))
                .flatMap(id -> id.number() == 0 ? published(id, message) : plain(id, message, fields));
    }

    boolean isPlain() {
        return id.number() > 0;
    }

    private static Optional<StoredEntry> published(EntryId id, Response message) {
        Entry entry = new Entry(id.offset(), message.toBytes(), null, null, id.offset(), false);
        return Optional.of(new StoredEntry(id, entry, null));
    }

    private static Optional<StoredEntry> plain(EntryId id, Response message, Map<String, Response> fields) {
        String name = text(fields.get("i"));
        long after = offset(text(fields.get("a")));
        if (name == null || after < 0 || after > id.offset()) {
            return Optional.empty();
        }
        Entry entry = new Entry(0, message.toBytes(), name, text(fields.get("t")), after, fields.containsKey("g"));
        return Optional.of(
                new StoredEntry(id, entry, EntryId.parse(text(fields.get("p"))).orElse(null)));
    }

    private static Map<String, Response> fields(Response namesAndValues) {
        Map<String, Response> fields = new HashMap<>();
        for (int name = 0; name + 1 < namesAndValues.size(); name += 2) {
            fields.put(namesAndValues.get(name).toString(), namesAndValues.get(name + 1));
        }
        return fields;
    }

    private static @Nullable String text(@Nullable Response word) {
        return word == null ? null : word.toString();
    }

    private static long offset(@Nullable String digits) {
        try {
            return digits == null ? -1 : Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
