package io.mycostream.sim.board;

import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;

/**
 * A board whose firmware knows no frames: lines of text for people, lines of JSON once a host has said {@code mode machine}.
 * Its first telemetry comes after one interval, so that a host can switch it over before.
 */
public final class TextBoard implements Board {

    private final TextFirmware firmware;
    private final BoardSettings settings;
    private final LineReader lines = new LineReader();
    private Every telemetry;
    private boolean machine;

    TextBoard(TextFirmware firmware, BoardSettings settings) {
        this.firmware = firmware;
        this.settings = settings;
        this.telemetry = afresh();
    }

    private Every afresh() {
        long interval = settings.interval(firmware.ownRateHz());
        return new Every(interval, interval);
    }

    @Override
    public void boot(Outlet outlet) {
        machine = settings.machineMode();
        lines.reset();
        telemetry = afresh();
        if (settings.console()) {
            Console.bootRom(outlet);
        }
        firmware.greeting().stream()
                .filter(line -> settings.console() || line.means() != Meaning.NOISE)
                .forEach(outlet::send);
    }

    @Override
    public long nextDue() {
        return telemetry.next();
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        while (telemetry.isDue(uptimeNanos)) {
            firmware.telemetry(uptimeNanos, machine).forEach(outlet::send);
        }
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        lines.feed(bytes, count, line -> obey(line, uptimeNanos, outlet));
    }

    private void obey(String line, long uptimeNanos, Outlet outlet) {
        switch (line) {
            case "mode machine", "fmt json" -> machine = true;
            case "mode human", "fmt lines" -> machine = false;
            case "dbg on", "dbg off" -> {
                // nothing is printed for debugging here
            }
            case "scan" -> outlet.send(Line.of("{\"type\":\"i2c_scan\",\"addresses\":[118,119]}", Meaning.JSON));
            case "status" -> firmware.status(uptimeNanos).forEach(outlet::send);
            default -> {
                outlet.commanded(0, line, "err");
                outlet.send(Line.of("{\"type\":\"err\",\"error\":\"unknown command\"}", Meaning.JSON));
                return;
            }
        }
        outlet.commanded(0, line, "ack");
        outlet.send(Line.of(new Body().text("type", "ack").text("cmd", line).toString(), Meaning.JSON));
    }
}
