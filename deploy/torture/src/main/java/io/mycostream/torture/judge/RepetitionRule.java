package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nothing comes more often than it was published. A subscriber's memory begins anew where the gateway said that it does not
 * know what the subscriber has, and at each connection of one that cannot say.
 */
final class RepetitionRule implements Rule {

    private record Event(String source, long number) {}

    private record Seen(int times, Entry.Delivered last) {}

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        for (Testimony testimony : evidence.testimonies()) {
            Map<Event, Seen> seen = new HashMap<>();
            for (Entry entry : testimony.entries()) {
                if (entry instanceof Entry.Connected connected && (connected.incomplete() || connected.fresh())) {
                    seen.clear();
                } else if (entry instanceof Entry.Delivered delivered) {
                    Event event = new Event(delivered.source(), delivered.number());
                    Seen before = seen.get(event);
                    int times = before == null ? 1 : before.times() + 1;
                    seen.put(event, new Seen(times, delivered));
                    int published =
                            ledger.account(delivered).map(Account::attempts).orElse(1);
                    if (before != null && times > published) {
                        findings.add(new Finding(
                                "repetition",
                                "%s got %s again (published %s), after %s"
                                        .formatted(
                                                Words.who(testimony),
                                                Words.entry(delivered),
                                                published == 1 ? "once" : published + " times",
                                                Words.time(before.last().at()))));
                    }
                }
            }
        }
        return findings;
    }
}
