package io.mycostream.torture.judge;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.Source;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What was sent, by source and number. */
final class Ledger {

    private final Map<String, NavigableMap<Long, Account>> accounts;
    private final Map<String, List<Source>> sources;

    Ledger(Evidence evidence) {
        sources = evidence.sources().stream().collect(groupingBy(Source::device));
        accounts = new TreeMap<>();
        evidence.publications().stream()
                .collect(groupingBy(Publication::source, groupingBy(Publication::number, mapping(p -> p, toList()))))
                .forEach((source, numbers) -> {
                    NavigableMap<Long, Account> ofSource = new TreeMap<>();
                    numbers.forEach((number, attempts) -> ofSource.put(number, Account.of(attempts)));
                    accounts.put(source, ofSource);
                });
    }

    /** The sources that publish for a device. */
    List<Source> sourcesOf(String device) {
        return sources.getOrDefault(device, List.of());
    }

    Optional<Account> account(String source, long number) {
        return Optional.ofNullable(of(source).get(number));
    }

    Optional<Account> account(Entry.Delivered delivered) {
        return account(delivered.source(), delivered.number());
    }

    /** All events of a source, by number. */
    Collection<Account> accounts(String source) {
        return of(source).values();
    }

    private NavigableMap<Long, Account> of(String source) {
        return accounts.getOrDefault(source, Collections.emptyNavigableMap());
    }
}
