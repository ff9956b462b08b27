package io.mycostream.ingest.command;

import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
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
        Sender sender =
                senders.computeIfAbsent(frame.source(), source -> new Sender(new InOrder(patienceWith(source))));
        if (verdict instanceof SequenceVerdict.Restart) {
            sender.life++;
            sender.order.restart(frame.seq());
        }
        sender.order.came(frame.seq(), clock.instant());
        if (!asks(frame)) {
            sender.order.safe(frame.seq(), clock.instant());
            return () -> {};
        }
        PayloadKind kind = Payload.of(frame).kind();
        if (kind == PayloadKind.ENVELOPE && frame.source() == MdpEndpoint.SIDE_A.code()) {
            sender.order.hasFlash();
        }
        int source = frame.source();
        long seq = frame.seq();
        long life = sender.life;
        long whose = board;
        return () -> onBehalfOf(whose, () -> safe(source, seq, life, kind == PayloadKind.JSON));
    }

    private Duration patienceWith(int source) {
        return source == MdpEndpoint.SIDE_A.code() ? patience : patience.multipliedBy(PATIENCE_WITH_OTHERS);
    }

    private synchronized void safe(int source, long seq, long life, boolean json) {
        Sender sender = senders.get(source);
        if (sender == null || sender.life != life) {
            // the sender has begun to count anew: the number stands for another frame by now
            return;
        }
        long before = sender.order.passedOver();
        sender.order.safe(seq, clock.instant());
        for (long passed = before; passed < sender.order.passedOver(); passed++) {
            counts.passedOver();
        }
        if (json) {
            acknowledge(source, seq);
        } else {
            sender.order.number().ifPresent(number -> acknowledge(source, number));
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
        private long life;

        private Sender(InOrder order) {
            this.order = order;
        }
    }
}
