package io.mycostream.ingest.fuzz;

/** Says what was broken. Fuzz targets run without a test framework. */
final class Law {

    private Law() {}

    static void holds(boolean held, String broken) {
        if (!held) {
            throw new AssertionError(broken);
        }
    }
}
