package io.mycostream.ingest.board;

import java.time.Duration;

/**
 * How much is kept of boards, and for how long.
 *
 * @param boards most boards known at once, each counted on each of its links; 1 or more
 * @param silence after which a board on an open link counts as gone
 * @param memory how long a board that has gone is known
 * @param changesPerMinute most changes told of one board on one link; 1 or more. What changes beyond it is told as one
 */
public record BoardLimits(int boards, Duration silence, Duration memory, int changesPerMinute) {

    public BoardLimits {
        if (boards < 1 || changesPerMinute < 1) {
            throw new IllegalArgumentException(
                    "boards and changes per minute must be at least 1: " + boards + ", " + changesPerMinute);
        }
    }
}
