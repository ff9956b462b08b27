package io.mycostream.torture;

import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.judge.Finding;
import io.mycostream.torture.judge.Judge;
import io.mycostream.torture.judge.Plant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts every fault that can be planted into the records of the run, one after the other: a judge that is blind is a finding. */
final class SelfCheck {

    private SelfCheck() {}

    /**
     * Returns the planted faults that were not found.
     *
     * @param honest what is found without any
     */
    static List<Finding> of(Evidence evidence, List<Finding> honest) {
        Set<Finding> known = new HashSet<>(honest);
        List<Finding> blind = new ArrayList<>();
        for (Plant plant : Plant.values()) {
            boolean found;
            try {
                found = Judge.judge(plant.falsify(evidence)).stream()
                        .anyMatch(finding -> finding.rule().equals(plant.rule()) && !known.contains(finding));
            } catch (IllegalStateException tooLittle) {
                blind.add(new Finding("judge", String.valueOf(tooLittle.getMessage())));
                continue;
            }
            if (!found) {
                blind.add(new Finding("judge", "does not find the planted " + plant.word()));
            }
        }
        return blind;
    }
}
