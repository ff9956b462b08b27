package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Evidence;
import java.util.ArrayList;
import java.util.List;

/** Nothing is missing without a word: every confirmed event arrives, or its place in the record has an excuse. */
final class SilenceRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        return evidence.testimonies().stream()
                .flatMap(testimony -> findings(Losses.of(testimony, ledger)).stream())
                .toList();
    }

    /** One for each hole, however many events fell through it. */
    private static List<Finding> findings(List<Loss> losses) {
        List<Finding> findings = new ArrayList<>();
        List<Loss> hole = new ArrayList<>();
        for (Loss loss : losses) {
            if (!loss.silent()) {
                continue;
            }
            if (!hole.isEmpty() && !sameHole(hole.getLast(), loss)) {
                findings.add(finding(hole));
                hole.clear();
            }
            hole.add(loss);
        }
        if (!hole.isEmpty()) {
            findings.add(finding(hole));
        }
        return findings;
    }

    private static boolean sameHole(Loss one, Loss other) {
        return one.account().source().equals(other.account().source())
                && one.before() == other.before()
                && one.after() == other.after();
    }

    private static Finding finding(List<Loss> hole) {
        Loss first = hole.getFirst();
        var entries = first.testimony().entries();
        List<Long> numbers = hole.stream().map(loss -> loss.account().number()).toList();
        return new Finding(
                "silence",
                "%s never got %s#%s, sent from %s on and confirmed; lost without a word between %s and %s"
                        .formatted(
                                Words.who(first.testimony()),
                                first.account().source(),
                                Words.range(numbers),
                                Words.time(first.account().sentAt()),
                                Words.place(entries, first.after()),
                                Words.place(entries, first.before())));
    }
}
