package io.mycostream.ingest.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpVariant;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What one line brings, made up: the frames of its senders, whole, repeated, damaged, cut and left out, with text and noise
 * between them, and the list of what a reader has to find.
 */
final class PlayedLine {

    /** A frame that arrives whole, and where it lies in the bytes, its delimiter included. */
    record Sent(MdpFrame frame, int start, int end) {}

    private static final class Sender {

        final MdpVariant variant;
        final MdpEndpoint endpoint;
        long last;
        boolean gapBefore;

        Sender(MdpVariant variant, MdpEndpoint endpoint, long last) {
            this.variant = variant;
            this.endpoint = endpoint;
            this.last = last;
        }
    }

    private final RandomGenerator random;
    private final List<Sender> senders = new ArrayList<>();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final List<Sent> whole = new ArrayList<>();
    private final List<MdpFrame> once = new ArrayList<>();
    private int missing;

    PlayedLine(RandomGenerator random) {
        this.random = random;
    }

    /** Adds a sender that has counted up to this number, which is given as far as its counter is wide. */
    PlayedLine sender(MdpVariant variant, MdpEndpoint endpoint, long last) {
        senders.add(new Sender(variant, endpoint, last));
        return this;
    }

    /** Sends that many frames, those that do not arrive included. */
    PlayedLine play(int frames) {
        for (int i = 0; i < frames; i++) {
            Sender sender = senders.get(random.nextInt(senders.size()));
            MdpFrame frame = next(sender);
            switch (random.nextInt(14)) {
                case 0 -> lose(sender, damaged(frame));
                case 1 -> lose(sender, truncated(frame));
                case 2 -> lose(sender, new byte[0]);
                case 3 -> repeat(sender, frame);
                case 4 -> print(sender, frame);
                case 5 -> {
                    wire.writeBytes(noise());
                    arrive(sender, frame);
                }
                default -> arrive(sender, frame);
            }
        }
        senders.forEach(sender -> arrive(sender, next(sender)));
        return this;
    }

    byte[] wire() {
        return wire.toByteArray();
    }

    /** Every frame that arrives whole, in order, repetitions included. */
    List<Sent> whole() {
        return whole;
    }

    /** The same without repetitions. */
    List<MdpFrame> once() {
        return once;
    }

    /** Frames that were sent and did not arrive whole. */
    int missing() {
        return missing;
    }

    private MdpFrame next(Sender sender) {
        long seq = sender.last = sender.last + 1 & (1L << sender.variant.sequenceBits()) - 1;
        if (sender.variant == MdpVariant.BE13) {
            return Bodies.ofBackend(random).frame((int) seq, 1_774_742_400 + seq);
        }
        // a greeting out of turn is a restart, which forgets what was heard before
        if (!sender.gapBefore && random.nextInt(20) == 0) {
            return Bodies.greeting("mushroom1").frame(sender.endpoint, MdpEndpoint.GATEWAY, seq, 0);
        }
        if (random.nextInt(20) == 0) {
            return MdpFrame.of(new MdpHeader(77, seq, 0, 0, sender.endpoint.code(), 0x33), Bodies.raw(random));
        }
        return Bodies.ofBoard(random, seq)
                .frame(sender.endpoint, MdpEndpoint.GATEWAY, seq, random.nextInt(2000), MdpFlag.ACK_REQUESTED);
    }

    private void arrive(Sender sender, MdpFrame frame) {
        sender.gapBefore = false;
        once.add(frame);
        send(frame);
    }

    private void send(MdpFrame frame) {
        int start = wire.size();
        wire.writeBytes(frame.encode());
        whole.add(new Sent(frame, start, wire.size()));
    }

    private void repeat(Sender sender, MdpFrame frame) {
        arrive(sender, frame);
        send(frame);
    }

    /** Text has no delimiter of its own, so it shares the frame's chunk. */
    private void print(Sender sender, MdpFrame frame) {
        wire.writeBytes("[%d] I2C scan äöü\r\n\n{\"type\":\"status\"}\n"
                .formatted(wire.size())
                .getBytes(UTF_8));
        arrive(sender, frame);
    }

    private void lose(Sender sender, byte[] remains) {
        sender.gapBefore = true;
        missing++;
        wire.writeBytes(remains);
    }

    private byte[] damaged(MdpFrame frame) {
        byte[] bytes = frame.encode();
        bytes[random.nextInt(bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private byte[] truncated(MdpFrame frame) {
        byte[] bytes = frame.encode();
        int kept = random.nextInt(bytes.length - 1);
        bytes[kept] = 0;
        return Arrays.copyOf(bytes, kept + 1);
    }

    private byte[] noise() {
        byte[] noise = Bodies.bytes(random, 1 + random.nextInt(random.nextInt(10) == 0 ? 4000 : 100));
        noise[noise.length - 1] = 0;
        return noise;
    }
}
