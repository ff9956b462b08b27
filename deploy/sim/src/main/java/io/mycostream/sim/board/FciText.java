package io.mycostream.sim.board;

import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;
import java.util.Locale;

/**
 * The bioelectric interface. Its telemetry goes over Wi-Fi to a server of its own; on its serial line there is console text
 * and nothing that a reader could use.
 */
final class FciText implements TextFirmware {

    private final String id;

    FciText(BoardSettings settings) {
        id = settings.deviceId()
                .orElseGet(() -> "FCI-" + Chip.of(settings.seed()).tail());
    }

    @Override
    public double ownRateHz() {
        return 1;
    }

    @Override
    public List<Line> greeting() {
        return List.of(
                Line.of("MycoBrain FCI " + id, Meaning.NOISE),
                Line.of("[FCI] ADC ready, 4 channels", Meaning.NOISE),
                Line.of("[WiFi] connecting", Meaning.NOISE));
    }

    @Override
    public List<Line> telemetry(long uptimeNanos, boolean machine) {
        String text = String.format(
                Locale.ROOT, "[FCI] pattern=baseline rms=%.2fuV snr=12.1dB t=%d", 3.2, Uptime.millis(uptimeNanos));
        return List.of(new Line(text, Meaning.NOISE, "\n"));
    }

    @Override
    public List<Line> status(long uptimeNanos) {
        return List.of();
    }
}
