package io.mycostream.ingest.command;

import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpVariant;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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

    /** As many as are known to be repetitions. */
    private static final int REMEMBERED = 256;

    private final GatewayNumbers numbers;
    private final CommandCounts counts;
    private final InstantSource clock;
    private final Duration patience;
    private final Map<Integer, Sender> senders = new HashMap<>();
    private @Nullable Voice voice;

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
     * Takes a frame.
     *
     * @return what is to be run when the frame is safe; it does nothing when the frame needs no answer
     */
    synchronized Runnable came(MdpFrame frame, SequenceVerdict verdict) {
        if (frame.variant() != MdpVariant.LE16) {
            return () -> {};
        }
        Sender sender = senders.computeIfAbsent(frame.source(), _ -> new Sender(new InOrder(patience)));
        boolean asks = MdpFlag.ACK_REQUESTED.in(frame.flagBits())
                && !MdpFlag.IS_ACK.in(frame.flagBits())
                && !MdpFlag.IS_NACK.in(frame.flagBits());
        if (verdict instanceof SequenceVerdict.Duplicate) {
            if (asks) {
                again(sender, frame);
            }
            return () -> {};
        }
        if (verdict instanceof SequenceVerdict.Restart) {
            sender.restart(frame.seq());
        }
        sender.order.came(frame.seq());
        if (!asks) {
            sender.order.safe(frame.seq(), clock.instant());
            return () -> {};
        }
        int source = frame.source();
        long seq = frame.seq();
        long life = sender.life;
        boolean json = isJson(frame);
        return () -> safe(source, seq, life, json);
    }

    private static boolean isJson(MdpFrame frame) {
        return Payload.of(frame).kind() == PayloadKind.JSON;
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
        sender.remember(seq);
        if (json) {
            acknowledge(source, seq);
        } else {
            sender.order.number().ifPresent(number -> acknowledge(source, number));
        }
    }

    private void again(Sender sender, MdpFrame frame) {
        if (isJson(frame)) {
            if (sender.safe.contains(frame.seq())) {
                acknowledge(frame.source(), frame.seq());
            }
            return;
        }
        OptionalLong number = sender.order.again(frame.seq(), clock.instant());
        number.ifPresent(reached -> acknowledge(frame.source(), reached));
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
        private final Set<Long> safe = new HashSet<>();
        private final Deque<Long> oldestSafe = new ArrayDeque<>();
        private long life;

        private Sender(InOrder order) {
            this.order = order;
        }

        private void restart(long seq) {
            life++;
            safe.clear();
            oldestSafe.clear();
            order.restart(seq);
        }

        private void remember(long seq) {
            if (safe.add(seq)) {
                oldestSafe.addLast(seq);
            }
            if (oldestSafe.size() > REMEMBERED) {
                safe.remove(oldestSafe.removeFirst());
            }
        }
    }
}
