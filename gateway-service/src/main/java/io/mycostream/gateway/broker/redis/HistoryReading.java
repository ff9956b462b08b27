package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.publisher.wire.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One reading of one channel's history: part after part, newest first, all of one epoch.
 *
 * <p>Used once. Its parts are taken one after the other, as the connection answers.
 */
final class HistoryReading {

    private static final int PART_ENTRIES = 200;
    private static final long PART_BYTES = 1 << 20;

    private final Script script;
    private final RedisConnection connection;
    private final List<String> keys;
    private final EntryId behind;
    private final int most;
    private final long mostBytes;

    private final Deque<Entry> taken = new ArrayDeque<>();
    private long takenBytes;
    private int unreadable;

    HistoryReading(
            Script script, RedisConnection connection, String channel, long afterOffset, int most, long mostBytes) {
        this.script = script;
        this.connection = connection;
        this.keys = List.of(RedisKeys.history(channel), RedisKeys.meta(channel));
        this.behind = new EntryId(afterOffset, 0);
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Reads; empty if the epoch changed meanwhile. */
    Future<Optional<Stored>> stored() {
        return part("+").compose(newest -> {
            String epoch = newest.epoch();
            if (epoch == null) {
                boolean nothingLost = behind.offset() == 0 && newest.entries().isEmpty();
                return Future.succeededFuture(Optional.of(new Stored(null, 0, List.of(), nothingLost, false)));
            }
            return take(newest, epoch, newest, new HistoryChain(newest));
        });
    }

    private Future<HistoryPart> part(String newest) {
        // one more than there is room for, to learn whether there is more
        int entries = Math.min(PART_ENTRIES, room() + 1);
        long bytes = Math.min(PART_BYTES, mostBytes - takenBytes + 1);
        List<byte[]> arguments =
                List.of(utf8(newest), utf8("(" + behind), utf8(Integer.toString(entries)), utf8(Long.toString(bytes)));
        return script.run(connection, keys, arguments).map(HistoryPart::of);
    }

    private Future<Optional<Stored>> take(HistoryPart part, String epoch, HistoryPart newest, HistoryChain chain) {
        if (!epoch.equals(part.epoch())) {
            return Future.succeededFuture(Optional.empty());
        }
        for (Response raw : part.entries()) {
            if (!take(raw, chain)) {
                return stored(epoch, newest, false);
            }
        }
        if (part.ended()) {
            return stored(epoch, newest, chain.reaches(behind));
        }
        String older = "(" + part.entries().getLast().get(0);
        return part(older).compose(next -> take(next, epoch, newest, chain));
    }

    /** Takes one more, and returns whether there was room for it. */
    private boolean take(Response raw, HistoryChain chain) {
        Optional<StoredEntry> stored = StoredEntry.read(raw);
        if (stored.isEmpty()) {
            chain.addUnreadable();
            unreadable++;
            return room() >= 0;
        }
        chain.add(stored.get());
        Entry entry = stored.get().entry();
        if (entry.after() < behind.offset()) {
            // entered late: in the order of delivery it stands before what was asked for
            return true;
        }
        if (room() <= 0 || takenBytes + entry.message().length > mostBytes) {
            return false;
        }
        taken.addFirst(entry);
        takenBytes += entry.message().length;
        return true;
    }

    /** Entries that may still be taken; what cannot be read takes room, too, so that the reading ends. */
    private int room() {
        return most - taken.size() - unreadable;
    }

    private Future<Optional<Stored>> stored(String epoch, HistoryPart newest, boolean whole) {
        List<Entry> entries =
                taken.stream().sorted(Comparator.comparingLong(Entry::after)).toList();
        return Future.succeededFuture(
                Optional.of(new Stored(epoch, newest.top(), entries, whole, newest.plain() != null)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
