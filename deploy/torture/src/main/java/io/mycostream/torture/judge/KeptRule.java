package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Kind;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * While Redis keeps its data, what it confirmed to the SDK arrives in the end. A gap may be told then, for the sake of other
 * publishers of the channel; a reason for events to be really missing is only the subscriber's own slowness, or that
 * more was published while it was away than is kept.
 */
final class KeptRule implements Rule {

    private static final Set<String> SLOWNESS = Set.of("slow_consumer", "node_overloaded");

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        return evidence.testimonies().stream()
                .filter(testimony ->
                        ledger.sourcesOf(testimony.device()).stream().allMatch(Source::sdk))
                .flatMap(testimony -> {
                    Map<List<Entry>, Loss> first = new LinkedHashMap<>();
                    Losses.of(testimony, ledger).stream()
                            .filter(loss -> !loss.silent() && !permitted(loss, evidence))
                            .forEach(loss -> first.putIfAbsent(loss.excuses(), loss));
                    return first.values().stream();
                })
                .map(KeptRule::finding)
                .toList();
    }

    private static boolean permitted(Loss loss, Evidence evidence) {
        long sentAt = loss.account().sentAt();
        boolean dataLost = evidence.disturbances().stream()
                .filter(disturbance -> disturbance.kind() == Kind.REDIS_LOSS)
                .mapToLong(Disturbance::ended)
                .anyMatch(ended -> ended >= sentAt);
        return dataLost || loss.excuses().stream().anyMatch(excuse -> permits(excuse, sentAt, evidence));
    }

    private static boolean permits(Entry excuse, long sentAt, Evidence evidence) {
        return switch (excuse) {
            case Entry.Gap gap -> SLOWNESS.contains(gap.reason());
            case Entry.Connected connected
            when connected.incomplete() ->
                publishedBetween(evidence, sentAt, connected.at())
                        >= evidence.terms().kept();
            default -> true;
        };
    }

    /** How many publications of all sources, which share one channel, came after an event and before a moment. */
    private static long publishedBetween(Evidence evidence, long sentAt, long at) {
        return evidence.publications().stream()
                .mapToLong(Publication::sentAt)
                .filter(sent -> sent >= sentAt && sent <= at)
                .count();
    }

    private static Finding finding(Loss loss) {
        return new Finding(
                "kept",
                "%s never got %s, which Redis confirmed and kept; told by %s"
                        .formatted(
                                Words.who(loss.testimony()),
                                Words.event(
                                        loss.account().source(), loss.account().number()),
                                Words.entry(loss.excuses().getLast())));
    }
}
