package io.mycostream.ingest.device;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;
import java.util.HashMap;
import java.util.Map;

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

    private record Sender(MdpVariant variant, int source) {}

    private final Map<Sender, SenderSequence> senders = new HashMap<>();

    /** Judges the next frame of the link and remembers it. */
    public SequenceVerdict judge(MdpFrame frame) {
        return senders.computeIfAbsent(
                        new Sender(frame.variant(), frame.source()),
                        sender -> new SenderSequence(sender.variant().sequenceBits()))
                .judge(frame.seq(), frame.type() == MdpType.HELLO, frame.raw());
    }

    /** Forgets every sender: whoever is heard next is heard for the first time. */
    public void reset() {
        senders.clear();
    }
}
