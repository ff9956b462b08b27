package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.sim.board.Sending.Framed;
import java.util.ArrayList;
import java.util.List;

/**
 * Side B of the radio firmware: it takes Side A's frames off their line, acknowledges them there, and sends their bodies on
 * under its own name and number, each wanting an acknowledgement. Side A's repetitions are sent on too, each with a number of
 * its own, so that only the body can tell them from new ones.
 */
public final class RadioSideB implements Board {

    private static final byte[] NOTHING = {};

    private final Board sideA;
    private final Counter counter;
    private final BinaryLink radio;
    private final MdpFrameReader reader = new MdpFrameReader();
    private final List<MdpFrame> fromSideA = new ArrayList<>();
    private long seqToSideA;

    RadioSideB(Board sideA, BoardSettings settings) {
        this.sideA = sideA;
        this.counter = Counter.of(settings);
        this.radio = new BinaryLink(MdpEndpoint.SIDE_B, MdpEndpoint.GATEWAY, counter, RepeatQueue.Rule.SIDE_B, false);
    }

    @Override
    public void boot(Outlet outlet) {
        counter.reset();
        radio.reset();
        reader.reset();
        seqToSideA = 0;
        sideA.boot(collecting(outlet));
        forward(0, outlet);
    }

    @Override
    public long nextDue() {
        return Math.min(sideA.nextDue(), radio.nextDue());
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        sideA.advance(uptimeNanos, collecting(outlet));
        forward(uptimeNanos, outlet);
        radio.repeat(uptimeNanos, outlet);
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        reader.feed(bytes, 0, count, input -> {
            if (input instanceof MdpFrame frame) {
                radio.hear(frame, uptimeNanos, outlet);
                if (frame.type() == MdpType.COMMAND && frame.destination() != MdpEndpoint.SIDE_B.code()) {
                    tellSideA(frame, uptimeNanos, outlet);
                }
            }
        });
        forward(uptimeNanos, outlet);
    }

    /** Side A's own acknowledgements and losses happen on the line between the two, which no host sees. */
    private Outlet collecting(Outlet outlet) {
        return new Outlet() {
            @Override
            public void send(Sending sending) {
                if (sending instanceof Framed framed) {
                    fromSideA.add(framed.frame());
                }
            }

            @Override
            public void commanded(long seq, String command, String outcome) {
                outlet.commanded(seq, command, outcome);
            }

            @Override
            public void resetWanted() {
                outlet.resetWanted();
            }
        };
    }

    private void forward(long uptimeNanos, Outlet outlet) {
        long acknowledged = 0;
        for (MdpFrame frame : List.copyOf(fromSideA)) {
            if (MdpFlag.ACK_REQUESTED.in(frame.flagBits())) {
                acknowledged = Math.max(acknowledged, frame.seq());
            }
            if (frame.type() != MdpType.ACK) {
                radio.sendReliably(frame.typeCode(), frame.payload(), uptimeNanos, outlet);
            }
        }
        fromSideA.clear();
        if (acknowledged > 0) {
            MdpHeader header = new MdpHeader(
                    JsonAnswers.ACK,
                    ++seqToSideA,
                    acknowledged,
                    MdpFlag.IS_ACK.bit(),
                    MdpEndpoint.SIDE_B.code(),
                    MdpEndpoint.SIDE_A.code());
            hand(MdpFrame.of(header, NOTHING), uptimeNanos, outlet);
        }
    }

    private void tellSideA(MdpFrame command, long uptimeNanos, Outlet outlet) {
        MdpHeader header = new MdpHeader(
                command.typeCode(),
                ++seqToSideA,
                0,
                command.flagBits(),
                MdpEndpoint.SIDE_B.code(),
                MdpEndpoint.SIDE_A.code());
        hand(MdpFrame.of(header, command.payload()), uptimeNanos, outlet);
    }

    private void hand(MdpFrame frame, long uptimeNanos, Outlet outlet) {
        byte[] wire = frame.encode();
        sideA.receive(wire, wire.length, uptimeNanos, collecting(outlet));
    }
}
