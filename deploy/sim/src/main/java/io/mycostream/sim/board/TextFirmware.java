package io.mycostream.sim.board;

import io.mycostream.sim.board.Sending.Line;
import java.util.List;

/** What one of the firmwares without frames prints. */
interface TextFirmware {

    /** Telemetry per second when nobody has said otherwise. */
    double ownRateHz();

    /** Lines that it prints at its start, behind the boot ROM's. */
    List<Line> greeting();

    /**
     * Lines of one telemetry message.
     *
     * @param machine whether it speaks JSON for machines, where the firmware knows a difference
     */
    List<Line> telemetry(long uptimeNanos, boolean machine);

    /** What it says to the line {@code status}. */
    List<Line> status(long uptimeNanos);
}
