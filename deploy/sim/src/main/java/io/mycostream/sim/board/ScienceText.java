package io.mycostream.sim.board;

import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;
import java.util.Locale;

/** ScienceComms: the state of its light and sound, every second in machine mode, no sensor; nothing for people. */
final class ScienceText implements TextFirmware {

    private final String boardId;

    ScienceText(BoardSettings settings) {
        boardId = settings.deviceId()
                .orElseGet(() -> Chip.of(settings.seed()).reversedHex().toUpperCase(Locale.ROOT));
    }

    @Override
    public double ownRateHz() {
        return 1;
    }

    @Override
    public List<Line> greeting() {
        return List.of(
                Line.of("   __  ___                ____            _", Meaning.NOISE),
                Line.of("  /  |/  /_ _________    / __ )_______ _(_)__", Meaning.NOISE),
                Line.of("MycoBrain ScienceComms, type help", Meaning.NOISE));
    }

    @Override
    public List<Line> telemetry(long uptimeNanos, boolean machine) {
        return machine ? status(uptimeNanos) : List.of();
    }

    /** Its status has the type of telemetry, too. */
    @Override
    public List<Line> status(long uptimeNanos) {
        Body body = new Body()
                .text("type", "telemetry")
                .number("ts", Uptime.millis(uptimeNanos))
                .text("board_id", boardId)
                .raw("led", "{\"r\":0,\"g\":40,\"b\":0}")
                .flag("optx_active", false)
                .flag("aotx_active", false)
                .flag("stim_light", false)
                .flag("stim_sound", false)
                .number("peripherals", 2);
        return List.of(Line.of(body.toString(), Meaning.TELEMETRY));
    }
}
