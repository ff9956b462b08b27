package io.mycostream.demo;

import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.SimulatedLine;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * A board that is not there: the current Side A as mycobrain-sim plays it, with invented readings that follow the day.
 *
 * <p>It starts anew whenever a host opens its port, so that whoever watches sees it greet and count from 1.
 */
public final class DemoBoard implements AutoCloseable {

    private final BoardModel model;
    private final SimulatedLine line;

    private DemoBoard(BoardModel model, SimulatedLine line) {
        this.model = model;
        this.line = line;
    }

    /**
     * Plugs a board in; it waits for a host to open its port.
     *
     * @param rateHz telemetry frames per second
     * @param seed what makes this board's readings differ from another's
     */
    public static DemoBoard plugIn(BoardModel model, double rateHz, long seed) {
        BoardSettings settings = BoardSettings.builder()
                .deviceId(model.deviceId())
                .role(model.role())
                .rateHz(rateHz)
                .seed(seed)
                .console(false)
                .startOfDay(LocalTime.now(ZoneId.systemDefault()))
                .build();
        SimulatedLine line = SimulatedLine.of(BoardKind.SIDE_A)
                .settings(settings)
                .restartsWithHost(true)
                .plugIn();
        return new DemoBoard(model, line);
    }

    public String deviceId() {
        return model.deviceId();
    }

    /** What a host opens. */
    public Path path() {
        return line.path();
    }

    /** Unplugs the board; the host meets a hang-up. */
    @Override
    public void close() {
        line.close();
    }
}
