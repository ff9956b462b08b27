package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** What a spool told without having been asked. */
final class Observed implements SpoolObserver {

    final List<String> found = new ArrayList<>();
    final List<String> gaveWay = new ArrayList<>();
    int damaged;

    @Override
    public void found(SpoolRecord record) {
        found.add(text(record));
    }

    @Override
    public void gaveWay(SpoolRecord record) {
        gaveWay.add(text(record));
    }

    @Override
    public void damaged(int records) {
        damaged += records;
    }

    static String text(SpoolRecord record) {
        return new String(record.payload(), UTF_8);
    }
}
