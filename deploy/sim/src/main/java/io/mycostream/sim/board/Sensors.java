package io.mycostream.sim.board;

import io.mycostream.sim.board.Climate.Reading;
import java.time.LocalTime;

/** A board's sensors, read at a time since boot. */
final class Sensors {

    private static final long FIRST_AIR_QUALITY_NANOS = 3_000_000_000L;

    private final Climate climate;
    private final LocalTime startOfDay;

    Sensors(BoardSettings settings) {
        climate = new Climate(settings.seed());
        startOfDay = settings.startOfDay();
    }

    Reading read(long uptimeNanos) {
        return climate.at(startOfDay.plusNanos(uptimeNanos));
    }

    /** The air-quality library samples every 3 s and has nothing to say before. */
    static boolean airQuality(long uptimeNanos) {
        return uptimeNanos >= FIRST_AIR_QUALITY_NANOS;
    }
}
