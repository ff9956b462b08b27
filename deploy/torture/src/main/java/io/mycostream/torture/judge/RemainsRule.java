package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Evidence;
import java.util.List;

/** When everybody has left nobody is counted any more, neither by a gateway nor in Redis. */
final class RemainsRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        return evidence.remains().stream()
                .filter(remains -> remains.value() != 0)
                .map(remains -> new Finding(
                        "remains",
                        "%s still counts %s = %s, %s after the last subscriber left"
                                .formatted(
                                        remains.node(),
                                        remains.counter(),
                                        remains.value(),
                                        Words.time(
                                                evidence.terms().settlesWithin().toNanos()))))
                .toList();
    }
}
