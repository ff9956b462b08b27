package io.mycostream.torture;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Memory;
import io.mycostream.torture.journal.Outcome;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.judge.Finding;
import io.mycostream.torture.judge.Return;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happened in a run, in some lines for a person. */
final class Report {

    private static final int MOST_FINDINGS = 20;

    private final Evidence evidence;
    private final List<Finding> findings;

    Report(Evidence evidence, List<Finding> findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("events       " + counts(publications(), publication -> outcome(publication.outcome())));
        lines.add("deliveries   %d to %d subscribers"
                .formatted(
                        entries(Entry.Delivered.class).count(),
                        evidence.testimonies().size()));
        lines.add("connections  " + connections());
        lines.add("returns      " + counts(returned(), Report::recovery));
        lines.add("gaps         " + counts(entries(Entry.Gap.class), Entry.Gap::reason));
        lines.add("disturbed    "
                + counts(
                        evidence.disturbances().stream(),
                        (Disturbance disturbance) -> disturbance.kind().word()));
        lines.add("delivery back after Redis was  " + returns());
        lines.add("memory       "
                + evidence.memories().stream().map(Report::memory).collect(Collectors.joining(", ")));
        lines.addAll(verdict());
        return String.join("\n", lines);
    }

    private Stream<Publication> publications() {
        return evidence.publications().stream();
    }

    private static String outcome(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private <E extends Entry> Stream<E> entries(Class<E> kind) {
        return evidence.testimonies().stream()
                .flatMap(testimony -> testimony.entries().stream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private String connections() {
        long own = entries(Entry.Ended.class).filter(Entry.Ended::own).count();
        long others = entries(Entry.Ended.class).count() - own;
        return "%d made, %d left, %d ended, %d refused"
                .formatted(
                        entries(Entry.Connected.class).count(),
                        own,
                        others,
                        entries(Entry.Refused.class).count());
    }

    private Stream<Entry.Connected> returned() {
        return entries(Entry.Connected.class).filter(connected -> !connected.fresh());
    }

    private static String recovery(Entry.Connected connected) {
        if (connected.recovered() == null) {
            return "unsaid";
        }
        return connected.incomplete() ? "incomplete" : "complete";
    }

    private String returns() {
        long[] nanos = Return.measure(evidence).stream()
                .mapToLong(Return::nanos)
                .filter(time -> time != Long.MAX_VALUE)
                .sorted()
                .toArray();
        return nanos.length == 0
                ? "not disturbed"
                : String.format(
                        Locale.ROOT,
                        "median %.3f s, longest %.3f s, of %d",
                        nanos[nanos.length / 2] / 1e9,
                        Arrays.stream(nanos).max().orElse(0) / 1e9,
                        nanos.length);
    }

    private static String memory(Memory memory) {
        return "gateway %d %d to %d MiB".formatted(memory.gateway(), memory.warm() >> 20, memory.last() >> 20);
    }

    private static <T> String counts(Stream<T> items, Function<T, String> word) {
        Map<String, Long> counts = items.collect(groupingBy(word, TreeMap::new, counting()));
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        String each = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "none" : counts.size() == 1 ? each : total + ": " + each;
    }

    private List<String> verdict() {
        if (findings.isEmpty()) {
            return List.of("", "nothing found");
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("found " + counts(findings.stream(), Finding::rule));
        some().forEach(finding -> lines.add("  " + finding.rule() + ": " + finding.text()));
        if (findings.size() > MOST_FINDINGS) {
            lines.add("  and %d more".formatted(findings.size() - MOST_FINDINGS));
        }
        return lines;
    }

    /** The first findings of each rule in turn, so that a common one does not hide a rare one. */
    private List<Finding> some() {
        Map<String, List<Finding>> byRule =
                findings.stream().collect(groupingBy(Finding::rule, LinkedHashMap::new, Collectors.toList()));
        List<Finding> some = new ArrayList<>();
        for (int turn = 0; some.size() < Math.min(MOST_FINDINGS, findings.size()); turn++) {
            for (List<Finding> ofRule : byRule.values()) {
                if (turn < ofRule.size() && some.size() < MOST_FINDINGS) {
                    some.add(ofRule.get(turn));
                }
            }
        }
        return some;
    }
}
