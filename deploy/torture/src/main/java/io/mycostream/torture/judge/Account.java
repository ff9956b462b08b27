package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Outcome;
import io.mycostream.torture.journal.Publication;
import java.util.List;

/**
 * All attempts to publish one event.
 *
 * @param attempts how often it may be in the channel at most
 * @param acknowledged how often it is there for certain
 * @param possible how often it may be there, refused attempts left out
 * @param sentAt of the first attempt
 * @param answeredAt of the last confirmed attempt; the end of time when none was confirmed
 */
record Account(
        String source,
        long number,
        String digest,
        int attempts,
        int acknowledged,
        int possible,
        long sentAt,
        long answeredAt) {

    static Account of(List<Publication> publications) {
        Publication first = publications.getFirst();
        List<Publication> confirmed = publications.stream()
                .filter(publication -> publication.outcome() == Outcome.ACKNOWLEDGED)
                .toList();
        return new Account(
                first.source(),
                first.number(),
                first.digest(),
                publications.size(),
                confirmed.size(),
                Math.toIntExact(publications.stream()
                        .filter(publication -> publication.outcome() != Outcome.REFUSED)
                        .count()),
                publications.stream().mapToLong(Publication::sentAt).min().orElseThrow(),
                confirmed.stream().mapToLong(Publication::answeredAt).max().orElse(Long.MAX_VALUE));
    }

    /** Whether its place among the others is certain: an unanswered attempt may be carried out late. */
    boolean certain() {
        return acknowledged == attempts;
    }
}
