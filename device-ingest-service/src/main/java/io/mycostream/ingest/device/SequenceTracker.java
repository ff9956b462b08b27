package io.mycostream.ingest.device;

import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells lost, repeated and late frames on one device link apart, for every sender on it.
 *
 * <p>A sequence number counts per sender, not per line: a gateway's line carries the counters of Side A and Side B side
 * by side. A sender is a variant and an endpoint code, so that there are at most 257 of them and memory is bounded
 * whatever arrives. Keep a tracker while its link is reopened: firmware that stores its counter goes on where it was;
 * forget with {@link #reset()} when something else may be at the port. Not thread-safe: it belongs to the thread of its
 * link.
 */
public final class SequenceTracker {

    private static final class Sender {

        private CounterState counter;
        private final SenderSequence sequence;

        private Sender(CounterState counter) {
            this.counter = counter;
            this.sequence = new SenderSequence(counter);
        }
    }

    private final String link;
    private final CounterEpochs epochs;
    private final Map<CounterKey, Sender> senders = new HashMap<>();
    private @Nullable FrameId id;
    private String epoch = "";

    /** A tracker of a link that knows nothing of earlier processes. */
    public SequenceTracker() {
        this("", new CounterEpochs());
    }

    /**
     * A tracker of a link.
     *
     * @param link the link's name, the same for a board that comes back
     * @param epochs what is known of the counters on all links
     */
    public SequenceTracker(String link, CounterEpochs epochs) {
        this.link = link;
        this.epochs = epochs;
    }

    /** Judges the next frame of the link and remembers it. */
    public SequenceVerdict judge(MdpFrame frame) {
        CounterKey key = new CounterKey(link, frame.variant(), frame.source());
        Sender sender = senders.computeIfAbsent(key, _ -> new Sender(epochs.of(key)));
        byte[] fingerprint = RecentFrames.fingerprint(frame.raw());
        SequenceVerdict verdict = sender.sequence.judge(frame.seq(), frame.type() == MdpType.HELLO, fingerprint);
        if (verdict instanceof SequenceVerdict.Restart) {
            sender.counter = epochs.beginAnew(key);
        }
        if (verdict.accepted()) {
            sender.counter = after(frame, verdict, fingerprint, sender.counter);
            epochs.counted(sender.counter);
        }
        epoch = Long.toHexString(sender.counter.epoch());
        id = FrameId.ofFrame(sender.counter, frame.seq(), fingerprint);
        return verdict;
    }

    private static CounterState after(
            MdpFrame frame, SequenceVerdict verdict, byte[] fingerprint, CounterState before) {
        CounterState now = verdict instanceof SequenceVerdict.Late ? before : before.at(frame.seq());
        boolean comesAgain = frame.variant() == MdpVariant.LE16 && MdpFlag.ACK_REQUESTED.in(frame.flagBits());
        return comesAgain ? now.withRepeatable(CounterState.mark(fingerprint)) : now;
    }

    /**
     * Returns the id of the frame that was judged last.
     *
     * @throws IllegalStateException if none was
     */
    public FrameId lastId() {
        if (id == null) {
            throw new IllegalStateException("no frame was judged yet");
        }
        return id;
    }

    /** Returns which run of its counter the frame that was judged last belongs to; empty before the first one. */
    public String lastEpoch() {
        return epoch;
    }

    /** Forgets every sender: whoever is heard next is heard for the first time. */
    public void reset() {
        senders.keySet().forEach(epochs::beginAnew);
        senders.clear();
    }
}
