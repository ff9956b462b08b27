package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

/** A process of its own that appends until it is killed, and says on its output which number is written and synced. */
final class Appending {

    private Appending() {}

    public static void main(String[] arguments) throws SpoolException {
        SpoolDirectory directory = SpoolDirectory.open(Path.of(arguments[0]));
        DiskSpool spool = DiskSpool.open(directory, 64 << 20, new Observed());
        for (int n = 1; ; n++) {
            Lane lane = n % 3 == 0 ? Lane.EVENTS : Lane.TELEMETRY;
            long number = spool.append(lane, ("record " + n).getBytes(UTF_8)).orElseThrow();
            if (n % 20 == 0) {
                spool.sync();
            }
            System.out.println(number);
        }
    }
}
