package io.mycostream.gateway.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The recent publications of one channel in the order of their delivery, and the one place that judges whether a returning
 * client can be given everything it missed.
 *
 * <p>Bounded by {@link Retention}. It knows where publications may be missing, and across such a place nothing is called
 * complete. Not for use by several threads at once.
 */
public final class History {

    /** A publication and whether some may be missing right before it. */
    private record Entry(Publication publication, boolean afterGap) {}

    private final Retention retention;
    private final LongSupplier nanoClock;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private boolean gapAtEnd;
    private long lastAppended;

    /** The publication right before the oldest one that is kept; null when that is not known. */
    private @Nullable Publication forgotten;

    /** The position right before the oldest publication that is kept, where no publication was seen; null else. */
    private @Nullable StreamPosition origin;

    /**
     * Creates an empty history.
     *
     * @param nanoClock measures the age, like {@link System#nanoTime()}
     */
    public History(Retention retention, LongSupplier nanoClock) {
        this.retention = retention;
        this.nanoClock = nanoClock;
        this.lastAppended = nanoClock.getAsLong();
    }

    /** Says that everything behind this position is going to be appended; for a history that is empty. */
    public void startAfter(StreamPosition position) {
        if (!entries.isEmpty()) {
            throw new IllegalStateException("a history starts before its first publication");
        }
        origin = position;
    }

    /** Adds the newest publication. */
    public void append(Publication publication) {
        forgetTheOld();
        lastAppended = nanoClock.getAsLong();
        entries.add(new Entry(publication, gapAtEnd));
        gapAtEnd = false;
        bytes += publication.payload().length();
        while (entries.size() > retention.size() || bytes > retention.bytes()) {
            forgetOldest();
        }
    }

    /** Notes that publications may be missing between the newest one and the next one that is appended. */
    public void gap() {
        gapAtEnd = true;
    }

    /** Forgets all that is kept; what is appended next follows it as if it were still there. */
    public void forget() {
        while (!entries.isEmpty()) {
            forgetOldest();
        }
    }

    /** What a client gets that joins now, behind the newest publication. */
    public Recovery join(Optional<Resume> resume) {
        return resume.map(this::since).orElseGet(() -> Recovery.notAsked(latest()));
    }

    private Optional<String> latest() {
        Entry newest = entries.peekLast();
        return Optional.ofNullable(newest == null ? forgotten : newest.publication())
                .map(Publication::id);
    }

    /** Judges what a returning client missed. */
    public Recovery since(Resume resume) {
        forgetTheOld();
        return switch (resume) {
            case Resume.Everything _ -> everything();
            case Resume.AfterId(var id) -> after(publication -> publication.id().equals(id), null);
            case Resume.AfterPosition(var position) ->
                after(publication -> position.equals(publication.position()), position);
        };
    }

    /** Publications kept now. */
    public int size() {
        forgetTheOld();
        return entries.size();
    }

    /** Bytes of payload kept now. */
    public long bytes() {
        return bytes;
    }

    /** Whether a publication with this id is kept. */
    public boolean holds(String id) {
        for (Entry entry : entries) {
            if (entry.publication().id().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** What tells the publication that the client had last. */
    private interface Mark {
        boolean is(Publication publication);
    }

    private Recovery everything() {
        // what was before the oldest one is not asked for
        boolean whole = !gapAtEnd && entries.stream().skip(1).noneMatch(Entry::afterGap);
        return new Recovery(all(), whole ? Recovery.Verdict.COMPLETE : Recovery.Verdict.INCOMPLETE);
    }

    private Recovery after(Mark mark, @Nullable StreamPosition position) {
        boolean fromTheStart = (forgotten != null && mark.is(forgotten)) || (origin != null && origin.equals(position));
        List<Publication> missed = new ArrayList<>();
        boolean found = fromTheStart;
        boolean whole = true;
        for (Entry entry : entries) {
            if (found) {
                missed.add(entry.publication());
                whole &= !entry.afterGap();
            } else {
                // the oldest of its kind counts: when a publisher has sent one id twice, a repetition is better than a
                // loss
                found = mark.is(entry.publication());
            }
        }
        if (!found) {
            return new Recovery(all(), Recovery.Verdict.INCOMPLETE);
        }
        return new Recovery(missed, whole && !gapAtEnd ? Recovery.Verdict.COMPLETE : Recovery.Verdict.INCOMPLETE);
    }

    private List<Publication> all() {
        return entries.stream().map(Entry::publication).toList();
    }

    private void forgetTheOld() {
        if (!entries.isEmpty()
                && nanoClock.getAsLong() - lastAppended > retention.age().toNanos()) {
            while (!entries.isEmpty()) {
                forgetOldest();
            }
        }
    }

    private void forgetOldest() {
        Iterator<Entry> oldest = entries.iterator();
        Publication publication = oldest.next().publication();
        oldest.remove();
        bytes -= publication.payload().length();
        origin = null;
        // what stands behind a gap has no certain predecessor
        Entry next = entries.peek();
        boolean gapBehind = next == null ? gapAtEnd : next.afterGap();
        forgotten = gapBehind ? null : publication;
    }
}
