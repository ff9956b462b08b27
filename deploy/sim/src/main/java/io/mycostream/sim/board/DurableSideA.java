package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.body.DurableEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The durable Side A: every telemetry frame is an envelope that wants an acknowledgement and is repeated until then, up to
 * nine times, the first time at once. Its counter is in flash and goes on after a reset, and so are up to eight frames that
 * nobody acknowledged, which it sends again at its next start.
 */
public final class DurableSideA implements Board {

    private static final double OWN_RATE_HZ = 1;
    private static final int FLASH_FRAMES = 8;

    private final BoardSettings settings;
    private final Sensors sensors;
    private final BinaryLink link;
    private final BinaryCommands commands;
    private final MdpFrameReader reader = new MdpFrameReader();
    private final Deque<MdpFrame> flash = new ArrayDeque<>();
    private Every telemetry;

    DurableSideA(BoardSettings settings) {
        this.settings = settings;
        this.sensors = new Sensors(settings);
        this.link = new BinaryLink(
                MdpEndpoint.SIDE_A, MdpEndpoint.SIDE_B, Counter.of(settings), RepeatQueue.Rule.SIDE_A, true);
        this.telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        this.commands = new BinaryCommands(
                settings.role().orElse("sporebase"),
                settings.displayName().orElse(""),
                millis -> telemetry.interval(millis * Uptime.MILLI));
    }

    @Override
    public void boot(Outlet outlet) {
        keep(link.reset());
        commands.reset();
        reader.reset();
        telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        if (settings.console()) {
            Console.bootRom(outlet);
            Console.print("MycoBrain Side A durable, stored frames: " + flash.size(), outlet);
        }
        List<MdpFrame> stored = List.copyOf(flash);
        flash.clear();
        // what finds no room in the queue is sent once, and given up, which brings it back into flash
        Outlet keeping = new Forwarding(outlet) {
            @Override
            public void abandoned(MdpFrame frame) {
                keep(List.of(frame));
                super.abandoned(frame);
            }
        };
        stored.forEach(frame -> link.resend(frame, 0, keeping));
    }

    @Override
    public long nextDue() {
        return Math.min(telemetry.next(), link.nextDue());
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        while (telemetry.isDue(uptimeNanos)) {
            long seq = link.nextSeq();
            link.sendReliably(
                    JsonAnswers.TELEMETRY,
                    MdpFlag.ACK_REQUESTED.bit(),
                    envelope(seq, uptimeNanos),
                    seq,
                    uptimeNanos,
                    outlet);
        }
        keep(link.repeat(uptimeNanos, outlet));
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        reader.feed(bytes, 0, count, input -> {
            if (input instanceof MdpFrame frame) {
                link.hear(frame, uptimeNanos, outlet);
                forget(frame, outlet);
                commands.obey(frame, link, uptimeNanos, outlet);
            }
        });
    }

    /** Only telemetry is worth flash; of more than it holds the newest stay. */
    private void keep(Collection<MdpFrame> frames) {
        for (MdpFrame frame : frames) {
            if (frame.type() == MdpType.TELEMETRY) {
                flash.add(frame);
                if (flash.size() > FLASH_FRAMES) {
                    flash.remove();
                }
            }
        }
    }

    private void forget(MdpFrame answer, Outlet outlet) {
        if (answer.type() == MdpType.ACK && MdpFlag.IS_ACK.in(answer.flagBits())) {
            flash.removeIf(frame -> {
                boolean done = frame.seq() <= answer.ack();
                if (done) {
                    outlet.acknowledged(frame);
                }
                return done;
            });
        }
    }

    /** Its idea of the time is that since its start: until it has been told, it believes in 1970. */
    private byte[] envelope(long seq, long uptimeNanos) {
        List<DurableEnvelope.Reading> pack = new ArrayList<>();
        int input = 1;
        for (int counts : sensors.read(uptimeNanos).analogCounts()) {
            pack.add(DurableEnvelope.Reading.volts("ai" + input++, Analog.volts(counts)));
        }
        for (int output = 0; output < 3; output++) {
            pack.add(DurableEnvelope.Reading.output("mos" + (output + 1), commands.output(output)));
        }
        DurableEnvelope envelope = new DurableEnvelope(
                DurableEnvelope.DEVICE_ID,
                commands.role(),
                Optional.of(commands.name()).filter(name -> !name.isEmpty()),
                seq,
                Uptime.seconds(uptimeNanos),
                Uptime.millis(uptimeNanos),
                pack);
        return envelope.encode();
    }
}
