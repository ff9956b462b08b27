package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Evidence;
import java.util.List;

/** Holds a run against every rule. */
public final class Judge {

    private static final List<Rule> RULES = List.of(
            new SilenceRule(),
            new OrderRule(),
            new RepetitionRule(),
            new InventionRule(),
            new KeptRule(),
            new ResumeRule(),
            new ConnectionRule(),
            new ReturnRule(),
            new RemainsRule(),
            new MemoryRule());

    private Judge() {}

    /** Returns what did not hold, rule by rule; nothing for a run in which everything did. */
    public static List<Finding> judge(Evidence evidence) {
        Ledger ledger = new Ledger(evidence);
        return RULES.stream()
                .flatMap(rule -> rule.judge(evidence, ledger).stream())
                .toList();
    }

    /** Whether anybody still misses at the end of the record what may only be late. */
    public static boolean misses(Evidence evidence) {
        Ledger ledger = new Ledger(evidence);
        return evidence.testimonies().stream()
                .flatMap(testimony -> Losses.of(testimony, ledger).stream())
                .anyMatch(loss -> loss.silent()
                        && loss.before() == loss.testimony().entries().size());
    }
}
