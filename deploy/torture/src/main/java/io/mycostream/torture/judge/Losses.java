package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Source;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what one subscriber did not get, and whether it was told.
 *
 * <p>Between the last delivery before and the first one behind the place of a lost event there has to be a {@code gap}, or a
 * {@code connected} that promises nothing. Such an entry only speaks of events that can lie where it stands: one that was
 * sent after the next delivery had arrived lies behind it, one that was confirmed before the last delivery was sent lies
 * before it.
 */
final class Losses {

    private static final long ONE_FILLING_NANOS = 1_000_000_000;

    private final Testimony testimony;
    private final Ledger ledger;
    private final List<Entry> entries;

    private Losses(Testimony testimony, Ledger ledger) {
        this.testimony = testimony;
        this.ledger = ledger;
        this.entries = testimony.entries();
    }

    /** Returns the losses of a subscriber, by source and number; none for one that cannot be told of them. */
    static List<Loss> of(Testimony testimony, Ledger ledger) {
        if (!testimony.form().resumes()) {
            return List.of();
        }
        Losses losses = new Losses(testimony, ledger);
        return ledger.sourcesOf(testimony.device()).stream()
                .flatMap(source -> losses.of(source).stream())
                .toList();
    }

    private List<Loss> of(Source source) {
        Optional<Entry> first =
                entries.stream().filter(Entry.Connected.class::isInstance).findFirst();
        if (first.isEmpty()) {
            return List.of();
        }
        Map<Long, Integer> delivered = new HashMap<>();
        List<Integer> places = new ArrayList<>();
        for (int index = 0; index < entries.size(); index++) {
            if (entries.get(index) instanceof Entry.Delivered delivery
                    && delivery.source().equals(source.name())) {
                delivered.merge(delivery.number(), 1, Integer::sum);
                places.add(index);
            }
        }
        List<Loss> losses = new ArrayList<>();
        for (Account account : ledger.accounts(source.name())) {
            boolean missing = delivered.getOrDefault(account.number(), 0) < account.acknowledged();
            if (missing && account.sentAt() > first.get().at()) {
                losses.add(loss(account, places));
            }
        }
        return losses;
    }

    private Loss loss(Account account, List<Integer> places) {
        int after = -1;
        int before = entries.size();
        for (int place : places) {
            long number = ((Entry.Delivered) entries.get(place)).number();
            if (number > account.number()) {
                before = place;
                break;
            }
            // of an event that was published twice nobody knows which one came
            if (number < account.number()
                    && ledger.account(account.source(), number)
                            .filter(Account::certain)
                            .isPresent()) {
                after = place;
            }
        }
        return new Loss(testimony, account, after, before, excuses(account, after, before));
    }

    private List<Entry> excuses(Account account, int after, int before) {
        List<Entry> excuses = new ArrayList<>();
        for (int index = 0; index < before; index++) {
            Entry entry = entries.get(index);
            boolean excused = switch (entry) {
                // also holes inside what follows are told by it
                case Entry.Connected connected when connected.incomplete() -> account.sentAt() <= connected.at();
                case Entry.Connected connected
                when connected.fresh() -> index > after && account.sentAt() <= connected.at();
                case Entry.Gap _ -> index > after && canLieAt(account, index);
                default -> false;
            };
            if (excused) {
                excuses.add(entry);
            }
        }
        return excuses;
    }

    private boolean canLieAt(Account account, int gap) {
        for (int index = gap + 1; index < entries.size(); index++) {
            if (entries.get(index) instanceof Entry.Delivered next) {
                if (account.sentAt() > next.at()) {
                    return false;
                }
                break;
            }
        }
        for (int index = opening(gap) - 1; index >= 0; index--) {
            if (entries.get(index) instanceof Entry.Delivered last) {
                long lastSentAt = ledger.account(last).map(Account::sentAt).orElse(0L);
                return account.answeredAt() >= lastSentAt;
            }
        }
        return true;
    }

    /** Where a gateway fills a hole from the history it says so before and behind: then this is the first of the two. */
    private int opening(int gap) {
        Entry.Gap closing = (Entry.Gap) entries.get(gap);
        for (int index = gap - 1; index >= 0; index--) {
            Entry entry = entries.get(index);
            if (entry instanceof Entry.Gap opening
                    && opening.reason().equals(closing.reason())
                    && closing.at() - opening.at() < ONE_FILLING_NANOS) {
                return index;
            }
            if (!(entry instanceof Entry.Delivered)) {
                break;
            }
        }
        return gap;
    }
}
