package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.sim.board.Climate.Reading;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The older Side A with binary bodies: the 188-byte telemetry structure every second, unacknowledged; results of commands
 * are repeated until they are acknowledged, and arrive twice at least. It has no name to tell.
 */
public final class BinarySideA implements Board {

    private static final double OWN_RATE_HZ = 1;
    private static final int LENGTH = 188;
    private static final int MAGIC = 0xA15A;
    private static final int BME_CHIP = 0x61;

    private final BoardSettings settings;
    private final Sensors sensors;
    private final Counter counter;
    private final BinaryLink link;
    private final BinaryCommands commands;
    private final MdpFrameReader reader = new MdpFrameReader();
    private Every telemetry;

    BinarySideA(BoardSettings settings) {
        this.settings = settings;
        this.sensors = new Sensors(settings);
        this.counter = Counter.of(settings);
        this.link = new BinaryLink(MdpEndpoint.SIDE_A, MdpEndpoint.SIDE_B, counter, RepeatQueue.Rule.SIDE_A, false);
        this.telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        this.commands = new BinaryCommands(
                settings.role().orElse("mushroom1"),
                settings.displayName().orElse(""),
                millis -> telemetry.interval(millis * Uptime.MILLI));
    }

    @Override
    public void boot(Outlet outlet) {
        counter.reset();
        link.reset();
        commands.reset();
        reader.reset();
        telemetry = new Every(settings.interval(OWN_RATE_HZ), 0);
        if (settings.console()) {
            Console.bootRom(outlet);
            Console.print("MycoBrain Side A, MDP v1", outlet);
        }
    }

    @Override
    public long nextDue() {
        return Math.min(telemetry.next(), link.nextDue());
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        while (telemetry.isDue(uptimeNanos)) {
            link.sendOnce(JsonAnswers.TELEMETRY, structure(uptimeNanos), outlet);
        }
        link.repeat(uptimeNanos, outlet);
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        reader.feed(bytes, 0, count, input -> {
            if (input instanceof MdpFrame frame) {
                link.hear(frame, uptimeNanos, outlet);
                commands.obey(frame, link, uptimeNanos, outlet);
            }
        });
    }

    private byte[] structure(long uptimeNanos) {
        Reading reading = sensors.read(uptimeNanos);
        ByteBuffer out = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) MAGIC).put((byte) 1).put((byte) 1).putInt(0).putInt((int) Uptime.millis(uptimeNanos));
        reading.analogCounts().forEach(counts -> out.putShort((short) (int) counts));
        reading.analogCounts().forEach(counts -> out.putFloat(Analog.volts(counts)));
        for (int place = 0; place < 3; place++) {
            out.put((byte) (commands.output(place) ? 1 : 0));
        }
        out.put(40, (byte) 2).put(44, (byte) 0x76).put(45, (byte) 0x77);
        out.put(108, (byte) 0x76).put(112, (byte) BME_CHIP).put(116, (byte) 4).put(120, (byte) 5);
        return out.array();
    }
}
