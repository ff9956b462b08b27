package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A connection ends when its subscriber leaves or its gateway ends, and for no other reason; and everybody is connected in
 * the end.
 */
final class ConnectionRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        for (Testimony testimony : evidence.testimonies()) {
            long connectedAt = 0;
            Entry last = null;
            for (Entry entry : testimony.entries()) {
                switch (entry) {
                    case Entry.Connected connected -> {
                        connectedAt = connected.at();
                        last = connected;
                    }
                    case Entry.Ended ended -> {
                        if (!ended.own() && !explained(evidence, ended, connectedAt)) {
                            findings.add(finding(evidence, testimony, ended));
                        }
                        last = ended;
                    }
                    case Entry.Refused refused -> last = refused;
                    case Entry.Delivered _, Entry.Gap _, Entry.Odd _ -> {
                        // says nothing of the connection
                    }
                }
            }
            if (!(last instanceof Entry.Connected)) {
                findings.add(new Finding(
                        "connection",
                        "%s was not connected in the end: %s"
                                .formatted(Words.who(testimony), last == null ? "it never was" : Words.entry(last))));
            }
        }
        return findings;
    }

    /** A subscriber that does not read learns of the end late, so what counts is that its gateway ended meanwhile. */
    private static boolean explained(Evidence evidence, Entry.Ended ended, long connectedAt) {
        return evidence.disturbances().stream()
                .filter(disturbance -> disturbance.kind().endsConnections() && disturbance.target() == ended.gateway())
                .anyMatch(disturbance -> disturbance.began() <= ended.at() && disturbance.ended() >= connectedAt);
    }

    private static Finding finding(Evidence evidence, Testimony testimony, Entry.Ended ended) {
        String meanwhile = evidence.disturbances().stream()
                .filter(disturbance -> !disturbance.kind().disturbsOneSubscriber())
                .filter(disturbance -> disturbance.began() <= ended.at() && ended.at() <= disturbance.ended())
                .map(Disturbance::detail)
                .collect(Collectors.joining(", "));
        return new Finding(
                "connection",
                "%s met the %s, while %s"
                        .formatted(
                                Words.who(testimony),
                                Words.entry(ended),
                                meanwhile.isEmpty() ? "nothing was disturbed" : meanwhile + " was under way"));
    }
}
