package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Evidence;
import java.util.List;

/** A gateway that has lost its clients is about as large as it was when they had just come. */
final class MemoryRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        long permitted = evidence.terms().memoryGrowth();
        return evidence.memories().stream()
                .filter(memory -> memory.last() - memory.warm() > permitted)
                .map(memory -> new Finding(
                        "memory",
                        "gateway %d (process %d) grew from %d to %d MiB; %d MiB more are permitted"
                                .formatted(
                                        memory.gateway(),
                                        memory.pid(),
                                        memory.warm() >> 20,
                                        memory.last() >> 20,
                                        permitted >> 20)))
                .toList();
    }
}
