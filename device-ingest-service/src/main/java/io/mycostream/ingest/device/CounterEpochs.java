package io.mycostream.ingest.device;

import io.mycostream.ingest.spool.Journal;
import io.mycostream.ingest.spool.SpoolDirectory;
import io.mycostream.ingest.spool.SpoolException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The counters of all senders on all links, and which run of its counter each is in. Kept in the spool's directory, so that
 * a frame that is repeated after this process was killed gets the same id again.
 *
 * <p>A new epoch is written down before its first frame is used. How far a counter has come is written once a second: it
 * only serves to tell a counter that went on from one that began anew while nobody listened. Safe for use by many threads.
 */
public final class CounterEpochs implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(CounterEpochs.class);

    private static final String FILE = "counters";

    /** The file is written anew when it has so many times as many entries as there are counters, and not before. */
    private static final int OUTDATED = 8;

    private static final int LEAST_ENTRIES = 4096;

    /** A counter that has come so far since it was written is written at once: a longer way is taken for a restart. */
    private static final int FAR = 256;

    private static final long BETWEEN_WRITES = 1_000_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final Map<CounterKey, CounterState> states = new HashMap<>();
    private final Map<CounterKey, CounterState> changed = new LinkedHashMap<>();
    private final Map<CounterKey, Long> written = new HashMap<>();
    private @Nullable Journal journal;
    private long lastWrite = System.nanoTime();
    private boolean failing;

    /** Remembers in memory, until {@link #keepIn} gives it a place on disk. */
    public CounterEpochs() {
        // nothing is known
    }

    /** Takes over what an earlier process knew, and keeps everything there from now on. */
    public synchronized void keepIn(SpoolDirectory directory) {
        Map<CounterKey, CounterState> found = new HashMap<>();
        try {
            journal = Journal.open(
                    directory,
                    FILE,
                    entry -> CounterState.decode(entry).ifPresent(state -> found.put(state.key(), state)));
            found.forEach(states::putIfAbsent);
            rewrite(journal);
        } catch (SpoolException e) {
            failed(e);
        }
    }

    /** Returns what is known of a counter; the first time, a new epoch. */
    synchronized CounterState of(CounterKey key) {
        CounterState known = states.get(key);
        return known == null ? beginAnew(key) : known;
    }

    /** The counter of a sender began anew. */
    synchronized CounterState beginAnew(CounterKey key) {
        CounterState fresh = new CounterState(key, random.nextLong(), -1, List.of());
        states.put(key, fresh);
        changed.put(key, fresh);
        write();
        return fresh;
    }

    /** A counter has come to that number. */
    synchronized void counted(CounterState now) {
        states.put(now.key(), now);
        changed.put(now.key(), now);
        long far = now.last() - written.getOrDefault(now.key(), now.last());
        if (far >= FAR || System.nanoTime() - lastWrite >= BETWEEN_WRITES) {
            write();
        }
    }

    private void write() {
        lastWrite = System.nanoTime();
        Journal open = journal;
        if (open == null) {
            changed.clear();
            return;
        }
        try {
            open.append(changed.values().stream().map(CounterState::encoded).toList());
            changed.values().forEach(state -> written.put(state.key(), state.last()));
            changed.clear();
            if (open.entries() > Math.max(LEAST_ENTRIES, OUTDATED * states.size())) {
                rewrite(open);
            }
            failing = false;
        } catch (SpoolException e) {
            failed(e);
        }
    }

    private void rewrite(Journal open) throws SpoolException {
        List<byte[]> current =
                states.values().stream().map(CounterState::encoded).toList();
        open.replace(current);
        changed.clear();
    }

    private void failed(SpoolException failure) {
        if (!failing) {
            failing = true;
            LOG.errorf(
                    "counters of boards cannot be kept, a frame repeated after a restart may be published twice: %s",
                    failure.getMessage());
        }
    }

    /** Writes down what is not yet. */
    @Override
    public synchronized void close() {
        write();
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }
}
