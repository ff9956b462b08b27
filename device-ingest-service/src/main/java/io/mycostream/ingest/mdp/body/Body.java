package io.mycostream.ingest.mdp.body;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;

/**
 * What a frame of {@link MdpVariant#LE16} carries. Immutable.
 *
 * <pre>{@code
 * byte[] wire = BinaryCommand.setMos(2, true).frame(GATEWAY, SIDE_A, seq, 0, ACK_REQUESTED).encode();
 * }</pre>
 */
public sealed interface Body permits BinaryCommand, BoardJson, DurableEnvelope, NoBody, Structure {

    /** What a frame that carries this is marked as. */
    MdpType type();

    /** The payload's bytes; a fresh array. */
    byte[] encode();

    /**
     * The frame that carries this.
     *
     * @param seq the sender's counter, unsigned 32-bit
     * @param ack see {@link MdpHeader#ack()}, unsigned 32-bit
     * @throws IllegalArgumentException if a number does not fit
     */
    default MdpFrame frame(MdpEndpoint from, MdpEndpoint to, long seq, long ack, MdpFlag... flags) {
        return MdpFrame.of(MdpHeader.of(type(), from, to, seq, ack, flags), encode());
    }
}
