package io.mycostream.ingest.board;

import java.time.Instant;
import java.util.Optional;

/**
 * One board as it is known on one link, at one moment.
 *
 * @param deviceId what it calls itself, or the port's name where it has not said
 * @param link for example {@code /dev/ttyACM0}, or a broker's address
 * @param linkOpen whether it could be heard there now
 * @param online whether it is
 * @param absence why not; empty when it is
 * @param since when it became so
 * @param firstHeard empty when nothing was heard yet
 * @param lastHeard likewise
 * @param sequenceEpoch names the run of its counter, where that is known; it changes when the board counts anew
 */
public record BoardOnLink(
        String deviceId,
        String link,
        Transport transport,
        boolean linkOpen,
        boolean online,
        Optional<Absence> absence,
        Instant since,
        BoardProfile profile,
        Optional<Instant> firstHeard,
        Optional<Instant> lastHeard,
        Optional<String> sequenceEpoch,
        BoardCounts counts) {}
