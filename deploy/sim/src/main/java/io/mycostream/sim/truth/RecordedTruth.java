package io.mycostream.sim.truth;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.sim.board.Sending;
import io.mycostream.sim.board.Sending.Framed;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import io.mycostream.sim.truth.Entry.Acknowledged;
import io.mycostream.sim.truth.Entry.Confirmed;
import io.mycostream.sim.truth.Entry.Published;
import io.mycostream.sim.truth.Entry.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A truth log in memory, for tests. Safe for use by several threads. */
public final class RecordedTruth implements Truth {

    private final List<Entry> entries = new ArrayList<>();

    @Override
    public synchronized void note(Entry entry) {
        entries.add(entry);
    }

    /** Everything so far. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Entries of one sort, in their order. */
    public <E extends Entry> List<E> all(Class<E> sort) {
        return entries().stream().filter(sort::isInstance).map(sort::cast).toList();
    }

    /** What a reader that was there the whole time has to have read, repetitions included. */
    public List<MdpFrame> readableFrames() {
        return readable()
                .filter(Framed.class::isInstance)
                .map(Framed.class::cast)
                .map(Framed::frame)
                .toList();
    }

    /** Lines of text of one meaning that such a reader has to have read. */
    public List<String> readableLines(Meaning meaning) {
        return readable()
                .filter(Line.class::isInstance)
                .map(Line.class::cast)
                .filter(line -> line.means() == meaning)
                .map(Line::text)
                .toList();
    }

    private Stream<Sending> readable() {
        return all(Sent.class).stream().filter(Sent::readable).map(Sent::sending);
    }

    /** Frames that the board counts as delivered, because it was told so. */
    public List<MdpFrame> deliveredFrames() {
        return all(Acknowledged.class).stream().map(Acknowledged::frame).toList();
    }

    /** Messages that the broker has taken over. */
    public List<Published> deliveredMessages() {
        Set<Long> confirmed = all(Confirmed.class).stream().map(Confirmed::n).collect(Collectors.toSet());
        return all(Published.class).stream()
                .filter(message -> confirmed.contains(message.n()))
                .toList();
    }
}
