package io.mycostream.ingest.board;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A device id and its sightings, by link. The registry's lock guards it. */
final class KnownBoard {

    final String deviceId;
    final SortedMap<String, Sighting> sightings = new TreeMap<>();

    /** Before this a conflict is not logged again: boards that come and go would fill the log. */
    Instant nextConflictLog = Instant.MIN;

    KnownBoard(String deviceId) {
        this.deviceId = deviceId;
    }

    List<String> linksOnline() {
        return sightings.values().stream()
                .filter(Sighting::online)
                .map(sighting -> sighting.link.name())
                .toList();
    }

    BoardState state() {
        return BoardState.of(
                sightings.values().stream().filter(Sighting::online).count());
    }

    Board snapshot() {
        return new Board(
                deviceId,
                state(),
                sightings.values().stream().map(Sighting::snapshot).toList());
    }
}
