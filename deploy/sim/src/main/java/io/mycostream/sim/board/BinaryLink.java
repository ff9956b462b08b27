package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.sim.board.Sending.Framed;
import java.util.List;

/**
 * How the binary firmwares speak: {@code ack} is the highest number heard from the peer, some frames wait in a {@link
 * RepeatQueue}, and a peer that asks for an acknowledgement gets a bare header.
 */
final class BinaryLink {

    private static final byte[] NOTHING = {};

    private final int self;
    private final int peer;
    private final Counter counter;
    private final RepeatQueue queue;
    private final boolean acksAskForAcks;
    private long heard;

    /** @param acksAskForAcks whether its bare acknowledgements want to be acknowledged, as those of the durable firmware do */
    BinaryLink(MdpEndpoint self, MdpEndpoint peer, Counter counter, RepeatQueue.Rule rule, boolean acksAskForAcks) {
        this.self = self.code();
        this.peer = peer.code();
        this.counter = counter;
        this.queue = new RepeatQueue(rule);
        this.acksAskForAcks = acksAskForAcks;
    }

    /** What a reset does to memory. Returns the frames that waited and are gone. */
    List<MdpFrame> reset() {
        heard = 0;
        return queue.clear();
    }

    void sendOnce(int type, byte[] payload, Outlet outlet) {
        outlet.send(Framed.once(frame(type, 0, payload, counter.next())));
    }

    void sendReliably(int type, byte[] payload, long uptimeNanos, Outlet outlet) {
        sendReliably(type, MdpFlag.ACK_REQUESTED.bit(), payload, counter.next(), uptimeNanos, outlet);
    }

    /** Sends a frame again that was made in an earlier life, byte for byte. */
    void resend(MdpFrame frame, long uptimeNanos, Outlet outlet) {
        queue.send(frame, uptimeNanos, outlet);
    }

    /** Like the shorter one, for a payload that holds the number which the frame will have. */
    void sendReliably(int type, int flags, byte[] payload, long seq, long uptimeNanos, Outlet outlet) {
        queue.send(frame(type, flags, payload, seq), uptimeNanos, outlet);
    }

    long nextSeq() {
        return counter.next();
    }

    /** Takes note of a frame from the peer, and acknowledges it if it asks for that. */
    void hear(MdpFrame frame, long uptimeNanos, Outlet outlet) {
        heard = Math.max(heard, frame.seq());
        if (frame.type() == MdpType.ACK) {
            if (MdpFlag.IS_ACK.in(frame.flagBits())) {
                queue.acknowledge(frame.ack(), outlet);
            }
        } else if (MdpFlag.ACK_REQUESTED.in(frame.flagBits())) {
            acknowledge(uptimeNanos, outlet);
        }
    }

    private void acknowledge(long uptimeNanos, Outlet outlet) {
        int flags = MdpFlag.IS_ACK.bit();
        if (acksAskForAcks) {
            int asking = flags | MdpFlag.ACK_REQUESTED.bit();
            sendReliably(JsonAnswers.ACK, asking, NOTHING, counter.next(), uptimeNanos, outlet);
        } else {
            outlet.send(Framed.once(frame(JsonAnswers.ACK, flags, NOTHING, counter.next())));
        }
    }

    long nextDue() {
        return queue.nextDue();
    }

    List<MdpFrame> repeat(long uptimeNanos, Outlet outlet) {
        return queue.repeat(uptimeNanos, outlet);
    }

    private MdpFrame frame(int type, int flags, byte[] payload, long seq) {
        return MdpFrame.of(new MdpHeader(type, seq, heard, flags, self, peer), payload);
    }
}
