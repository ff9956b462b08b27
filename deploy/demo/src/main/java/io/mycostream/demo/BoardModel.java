package io.mycostream.demo;

import java.util.List;

/**
 * What a board of the demo calls itself.
 *
 * @param deviceId starts with {@code demo-}, so that nobody takes its readings for real ones
 * @param role {@code mushroom1}, {@code sporebase}, or {@code hyphae1}, which measures soil moisture too
 */
public record BoardModel(String deviceId, String role) {

    /** The three boards of the demo. */
    static final List<BoardModel> DEMO = List.of(
            new BoardModel("demo-mushroom1", "mushroom1"),
            new BoardModel("demo-hyphae1", "hyphae1"),
            new BoardModel("demo-sporebase1", "sporebase"));

    public BoardModel {
        if (!deviceId.startsWith("demo-")) {
            throw new IllegalArgumentException("a demo board's id starts with demo-: " + deviceId);
        }
    }
}
