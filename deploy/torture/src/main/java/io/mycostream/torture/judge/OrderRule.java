package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of one source reach a subscriber in the order in which they were sent.
 *
 * <p>Begins anew where the gateway says that it starts over, and at each connection of a subscriber that cannot say where
 * it was. An event whose publication was not confirmed may come late: a Redis that was held still carries it out when the
 * publisher has long gone on.
 */
final class OrderRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        for (Testimony testimony : evidence.testimonies()) {
            Map<String, Entry.Delivered> highest = new HashMap<>();
            for (Entry entry : testimony.entries()) {
                if (entry instanceof Entry.Connected connected && (connected.incomplete() || connected.fresh())) {
                    highest.clear();
                } else if (entry instanceof Entry.Delivered delivered) {
                    Entry.Delivered before = highest.get(delivered.source());
                    if (before == null || before.number() < delivered.number()) {
                        highest.put(delivered.source(), delivered);
                    } else if (before.number() > delivered.number() && certain(ledger, delivered)) {
                        findings.add(new Finding(
                                "order",
                                "%s got %s after %s"
                                        .formatted(Words.who(testimony), Words.entry(delivered), Words.entry(before))));
                    }
                }
            }
        }
        return findings;
    }

    private static boolean certain(Ledger ledger, Entry.Delivered delivered) {
        return ledger.account(delivered).filter(Account::certain).isPresent();
    }
}
