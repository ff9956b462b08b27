package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Testimony;
import java.util.List;
import java.util.Locale;

/** How findings name times, subscribers and places in their records. */
final class Words {

    private Words() {}

    static String time(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }

    static String who(Testimony testimony) {
        return "%s (%s) on %s"
                .formatted(testimony.subscriber(), testimony.form().word(), testimony.device());
    }

    static String event(String source, long number) {
        return source + '#' + number;
    }

    /** One entry, as a neighbour of what is missing. */
    static String entry(Entry entry) {
        return switch (entry) {
                    case Entry.Delivered delivered -> event(delivered.source(), delivered.number());
                    case Entry.Connected connected ->
                        "connected to gateway %d%s"
                                .formatted(
                                        connected.gateway(),
                                        connected.recovered() == null ? "" : " recovered=" + connected.recovered());
                    case Entry.Gap gap -> "gap (%s)".formatted(gap.reason());
                    case Entry.Ended ended ->
                        "end of the connection to gateway %d (%s)".formatted(ended.gateway(), ended.how());
                    case Entry.Refused refused ->
                        "refused by gateway %d (%s)".formatted(refused.gateway(), refused.how());
                    case Entry.Odd odd -> '"' + odd.text() + '"';
                }
                + " at " + time(entry.at());
    }

    /** An entry by its place; before the first is the start and behind the last the end. */
    static String place(List<Entry> entries, int index) {
        if (index < 0) {
            return "the start of the record";
        }
        return index >= entries.size() ? "the end of the record" : entry(entries.get(index));
    }

    /** {@code 7}, or {@code 7 to 9 (3 events)}. */
    static String range(List<Long> numbers) {
        long first = numbers.getFirst();
        long last = numbers.getLast();
        return first == last ? "%d".formatted(first) : "%d to %d (%d events)".formatted(first, last, numbers.size());
    }
}
