package io.mycostream.sim.board;

import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;

/** The Advanced firmware: a little telemetry and no name at all. */
final class AdvancedText implements TextFirmware {

    @Override
    public double ownRateHz() {
        return 1;
    }

    @Override
    public List<Line> greeting() {
        return List.of(
                Line.of("┌──────────────────────┐", Meaning.NOISE),
                Line.of("│ MycoBrain Advanced   │", Meaning.NOISE),
                Line.of("└──────────────────────┘", Meaning.NOISE));
    }

    @Override
    public List<Line> telemetry(long uptimeNanos, boolean machine) {
        if (!machine) {
            return List.of(new Line("Alive: " + Uptime.seconds(uptimeNanos), Meaning.NOISE, "\n"));
        }
        Body body = new Body()
                .text("type", "telemetry")
                .number("uptime_ms", Uptime.millis(uptimeNanos))
                .raw("led", "{\"r\":0,\"g\":0,\"b\":32,\"on\":true}")
                .flag("optx_active", false)
                .flag("aotx_active", false)
                .flag("stim_active", false)
                .number("periph_count", 2);
        return List.of(Line.of(body.toString(), Meaning.TELEMETRY));
    }

    @Override
    public List<Line> status(long uptimeNanos) {
        Body body = new Body().text("type", "status").number("uptime_ms", Uptime.millis(uptimeNanos));
        return List.of(Line.of(body.toString(), Meaning.JSON));
    }
}
