package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a subscriber's record in which nothing but events arrived, at its beginning or its end, ready to be falsified.
 *
 * @param entries the whole record
 * @param places where in it the events of one source stand that are certain and were published once
 * @param sinceConnected how far behind the latest {@code connected} the first of them stands
 */
record Stretch(List<Entry> entries, List<Integer> places, int sinceConnected) {

    static Stretch of(Testimony testimony, Ledger ledger, boolean atEnd) {
        List<Entry> entries = new ArrayList<>(testimony.entries());
        List<Integer> places = new ArrayList<>();
        int connected = -1;
        for (int index = 0; index < entries.size(); index++) {
            Entry entry = entries.get(index);
            if (entry instanceof Entry.Delivered delivered) {
                if (connected >= 0
                        && fits(
                                testimony,
                                ledger,
                                delivered,
                                entries.get(connected).at())) {
                    places.add(index);
                }
            } else if (connected >= 0 && !atEnd) {
                break;
            } else {
                places.clear();
                connected = entry instanceof Entry.Connected ? index : connected;
            }
        }
        return new Stretch(entries, places, places.isEmpty() ? 0 : places.getFirst() - connected);
    }

    private static boolean fits(Testimony testimony, Ledger ledger, Entry.Delivered delivered, long connectedAt) {
        var sources = ledger.sourcesOf(testimony.device());
        return !sources.isEmpty()
                && sources.getFirst().name().equals(delivered.source())
                && ledger.account(delivered)
                        .filter(account -> account.certain() && account.attempts() == 1)
                        .filter(account -> account.sentAt() > connectedAt)
                        .isPresent();
    }

    int middle() {
        return places.size() / 2;
    }

    /** Removes events, the last first, so that the other places stay right. */
    void remove(int from, int count) {
        for (int place = from + count - 1; place >= from; place--) {
            entries.remove((int) places.get(place));
        }
    }
}
