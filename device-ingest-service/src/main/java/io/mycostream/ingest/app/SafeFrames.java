package io.mycostream.ingest.app;

import io.mycostream.ingest.device.FrameId;
import java.util.LinkedHashSet;

/**
 * The last frames of one link of which their sender may be told that they are safe: when one of them comes again there is
 * nothing to do but to tell it. Kept for each link, so that no board's repetitions are forgotten because others say more.
 *
 * <p>Safe for use by many threads.
 */
final class SafeFrames {

    /** As many as are known to be repetitions, from both halves of a board. */
    private static final int REMEMBERED = 512;

    private final LinkedHashSet<FrameId> ids = new LinkedHashSet<>();

    /** Remembers a frame, and returns whether it was not known. */
    synchronized boolean add(FrameId id) {
        boolean fresh = ids.add(id);
        if (ids.size() > REMEMBERED) {
            ids.removeFirst();
        }
        return fresh;
    }

    synchronized boolean contains(FrameId id) {
        return ids.contains(id);
    }
}
