package io.mycostream.sim.board;

/** The analog inputs: twelve bits for 3.3 V. */
final class Analog {

    private static final float FULL_SCALE_VOLTS = 3.3f;
    private static final float FULL_SCALE_COUNTS = 4_095f;

    private Analog() {}

    static float volts(int counts) {
        return counts * FULL_SCALE_VOLTS / FULL_SCALE_COUNTS;
    }
}
