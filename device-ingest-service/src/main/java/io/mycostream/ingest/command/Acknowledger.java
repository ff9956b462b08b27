package io.mycostream.ingest.command;

import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers the frames of one link that ask for it, once what they said is safe.
 *
 * <p>Firmwares with JSON bodies are told the number of the frame, the binary ones the highest up to which everything is
 * safe. A frame that comes again is answered again if it is safe, because the answer may have been lost. Frames that are
 * acknowledgements themselves are never answered, also when they ask for it, as those of the durable Side A do.
 *
 * <p>Frames come by the link's thread, one at a time; what becomes safe is told by any thread.
 */
final class Acknowledger {

    /** Side B and gateways repeat every 1.8 s, up to six times, where Side A takes a little more than a second. */
    private static final int PATIENCE_WITH_OTHERS = 7;

    private final GatewayNumbers numbers;
    private final CommandCounts counts;
    private final InstantSource clock;
    private final Duration patience;
    private final Map<Integer, Sender> senders = new HashMap<>();
    private @Nullable Voice voice;

    /** Counts who has been speaking here, as far as is known. */
    private long board;

    /** @param patience longer than Side A goes on repeating a frame */
    Acknowledger(GatewayNumbers numbers, CommandCounts counts, InstantSource clock, Duration patience) {
        this.numbers = numbers;
        this.counts = counts;
        this.clock = clock;
        this.patience = patience;
    }

    /** Answers go out here from now on; null when there is no way out. */
    synchronized void speakOn(@Nullable Voice now) {
        voice = now;
    }

    /**
     * Somebody else may be speaking from now on. What is still to become safe is not told, and no number is until something of
     * the new one is safe: who forgets everything up to a number must not be told one that was another's.
     */
    synchronized void forget() {
        senders.clear();
        board++;
    }

    /** Runs what is to be done for whoever was speaking then, if he still is. */
    private synchronized void onBehalfOf(long whose, Runnable action) {
        if (whose == board) {
            action.run();
        }
    }

    /** Whether a frame wants to be answered. */
    static boolean asks(MdpFrame frame) {
        return frame.variant() == MdpVariant.LE16
                && MdpFlag.ACK_REQUESTED.in(frame.flagBits())
                && !MdpFlag.IS_ACK.in(frame.flagBits())
                && !MdpFlag.IS_NACK.in(frame.flagBits());
    }

    /**
     * Takes a frame, also one that comes again.
     *
     * @return what is to be run when the frame is safe, each time that it comes; it does nothing when the frame needs no
     *     answer
     */
    synchronized Runnable came(MdpFrame frame, SequenceVerdict verdict) {
        if (frame.variant() != MdpVariant.LE16) {
            return () -> {};
        }
        Sender sender = senders.computeIfAbsent(frame.source(), this::sender);
        if (verdict instanceof SequenceVerdict.Restart) {
            sender.restart(frame.seq());
        }
        boolean asks = asks(frame);
        PayloadKind kind =
                asks || sender.mayTellItsFlash(frame) ? Payload.of(frame).kind() : PayloadKind.RAW;
        sender.order.came(frame.seq(), sender.keeps(frame, kind), clock.instant());
        if (!asks) {
            safe(sender, frame.seq());
            return () -> {};
        }
        int source = frame.source();
        long seq = frame.seq();
        long life = sender.life;
        long whose = board;
        return () -> onBehalfOf(whose, () -> safe(source, seq, life, kind == PayloadKind.JSON));
    }

    private Sender sender(int source) {
        boolean sideA = source == MdpEndpoint.SIDE_A.code();
        return new Sender(new InOrder(sideA ? patience : patience.multipliedBy(PATIENCE_WITH_OTHERS)), sideA);
    }

    private synchronized void safe(int source, long seq, long life, boolean json) {
        Sender sender = senders.get(source);
        if (sender == null || sender.life != life) {
            // the sender has begun to count anew: the number stands for another frame by now
            return;
        }
        safe(sender, seq);
        if (json) {
            acknowledge(source, seq);
        } else {
            sender.order.number().ifPresent(number -> acknowledge(source, number));
        }
    }

    private void safe(Sender sender, long seq) {
        long before = sender.order.passedOver();
        sender.order.safe(seq, clock.instant());
        for (long passed = before; passed < sender.order.passedOver(); passed++) {
            counts.passedOver();
        }
    }

    private void acknowledge(int destination, long number) {
        Voice out = voice;
        if (out != null) {
            counts.acknowledged(
                    out.say(numbers.acknowledgement(number, destination).wire(), _ -> {}));
        }
    }

    /** What is known of one sender on the link. */
    private static final class Sender {

        private final InOrder order;
        private final boolean sideA;
        private long life;
        private boolean measured;

        private Sender(InOrder order, boolean sideA) {
            this.order = order;
            this.sideA = sideA;
            order.hasFlash(sideA);
        }

        /** Counts anew; it may be another board. */
        private void restart(long seq) {
            life++;
            order.restart(seq);
            measured = false;
            order.hasFlash(sideA);
        }

        /** Whether a Side A keeps in flash what it gives up is known when it measures; until then it may. */
        private boolean mayTellItsFlash(MdpFrame frame) {
            return sideA && !measured && frame.type() == MdpType.TELEMETRY;
        }

        private boolean keeps(MdpFrame frame, PayloadKind kind) {
            boolean envelope = sideA && frame.type() == MdpType.TELEMETRY && kind == PayloadKind.ENVELOPE;
            if (envelope || mayTellItsFlash(frame)) {
                measured = true;
                order.hasFlash(envelope);
            }
            return envelope;
        }
    }
}
