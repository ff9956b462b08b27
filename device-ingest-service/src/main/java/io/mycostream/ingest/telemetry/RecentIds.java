package io.mycostream.ingest.telemetry;

import io.mycostream.ingest.spool.RecentIdFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the events that were handed over last, whatever became of them but for those that were lost: what comes again
 * is the same event. Guarded by the lock of {@link Lines}.
 */
final class RecentIds {

    static final int CAPACITY = 16_384;

    private static final Object SAFE = new Object();

    private final LinkedHashMap<String, Object> ids = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Object> eldest) {
            return size() > CAPACITY;
        }
    };
    private @Nullable RecentIdFile file;

    /** Takes over what an earlier process wrote down, and writes down from now on. */
    void keepIn(RecentIdFile opened) {
        file = opened;
        for (UUID id : opened.ids()) {
            ids.putIfAbsent(id.toString(), SAFE);
        }
    }

    boolean isKnown(String id) {
        return ids.containsKey(id);
    }

    /** Returns the event of that id, if it is not safe yet. */
    Optional<Handed> unsafe(String id) {
        return ids.get(id) instanceof Handed handed ? Optional.of(handed) : Optional.empty();
    }

    void handed(Handed handed) {
        ids.put(handed.id(), handed);
    }

    /** Redis or the disk has it. */
    void safe(String id) {
        ids.put(id, SAFE);
    }

    /** Redis has it: that is worth remembering beyond the end of the process. */
    void confirmed(String id) {
        safe(id);
        if (file != null && id.length() == 36) {
            try {
                file.add(UUID.fromString(id));
            } catch (IllegalArgumentException _) {
                // an id of another form is known as long as the process lives
            }
        }
    }

    /** It is lost: when its sender sends it again that is another chance. */
    void lost(String id) {
        ids.remove(id);
    }
}
