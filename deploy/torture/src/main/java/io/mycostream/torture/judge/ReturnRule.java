package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Evidence;
import java.util.List;

/** Delivery is back soon after Redis is. */
final class ReturnRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        long limit = evidence.terms().backWithin().toNanos();
        return Return.measure(evidence).stream()
                .filter(back -> back.nanos() > limit)
                .map(back -> new Finding(
                        "return",
                        "gateway %d delivered %s after %s, which ended at %s; permitted are %s"
                                .formatted(
                                        back.gateway(),
                                        back.nanos() == Long.MAX_VALUE
                                                ? "nothing new"
                                                : "again only " + Words.time(back.nanos()),
                                        back.disturbance().detail(),
                                        Words.time(back.disturbance().ended()),
                                        Words.time(limit))))
                .toList();
    }
}
