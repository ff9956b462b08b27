package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COM-23: what one slow client costs, and what gives way. */
class OutboxTest {

    private static final long PLENTY = 1 << 20;

    /** What the longest of the random texts costs, with its key. */
    private static final long LARGEST = cost("299---------") + keyCost("key0");

    private final CountedForm form = new CountedForm();
    private final StreamCounters counters = new StreamCounters();

    @Test
    void givesBackInOrderWhatItWasGiven() {
        Outbox outbox = outbox(3, PLENTY, Overflow.DROP_OLDEST);

        publish(outbox, "one", null);
        answer(outbox, "two");
        publish(outbox, "three", null);

        assertThat(outbox.size()).isEqualTo(3);
        assertThat(outbox.bytes()).isEqualTo(cost("one") + cost("two") + cost("three"));
        assertThat(empty(outbox)).containsExactly("one", "two", "three");
        assertThat(outbox.bytes()).isZero();
        assertThat(outbox.dropped()).isZero();
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void oldestPublicationsGiveWayWhenThereAreTooMany() {
        Outbox outbox = outbox(3, PLENTY, Overflow.DROP_OLDEST);

        for (String text : List.of("1", "2", "3", "4", "5")) {
            assertThat(publish(outbox, text, null)).isEqualTo(Outbox.Offer.ACCEPTED);
        }

        assertThat(outbox.dropped()).isEqualTo(2);
        assertThat(empty(outbox)).containsExactly("3", "4", "5");
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void oldestPublicationsGiveWayWhenTheyAreTooLarge() {
        Outbox outbox = outbox(100, cost("aaaa") + cost("bbbbcc"), Overflow.DROP_OLDEST);
        publish(outbox, "aaaa", null);
        publish(outbox, "bbbb", null);

        publish(outbox, "ccccc", null);

        assertThat(outbox.bytes()).isEqualTo(cost("bbbb") + cost("ccccc"));
        assertThat(empty(outbox)).containsExactly("bbbb", "ccccc");
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void boundsAreReachedBeforeAnythingGivesWay() {
        Outbox outbox = outbox(2, cost("aaaa") + cost("bbbb"), Overflow.DROP_OLDEST);

        publish(outbox, "aaaa", null);
        publish(outbox, "bbbb", null);

        assertThat(outbox.dropped()).isZero();
        assertThat(empty(outbox)).containsExactly("aaaa", "bbbb");
    }

    @Test
    void latestOfEachKeyRemains() {
        Outbox outbox = outbox(3, PLENTY, Overflow.LATEST_PER_KEY);
        publish(outbox, "a1", "a");
        publish(outbox, "b1", "b");
        publish(outbox, "a2", "a");

        publish(outbox, "b2", "b");

        assertThat(empty(outbox)).containsExactly("a1", "a2", "b2");
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void oldestGivesWayWhenNothingOfTheKeyWaits() {
        Outbox outbox = outbox(2, PLENTY, Overflow.LATEST_PER_KEY);
        publish(outbox, "a1", "a");
        publish(outbox, "b1", "b");

        publish(outbox, "c1", "c");
        publish(outbox, "of all", null);

        assertThat(empty(outbox)).containsExactly("c1", "of all");
        assertThat(outbox.dropped()).isEqualTo(2);
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void nothingGivesWayWhereTheConnectionIsToEnd() {
        Outbox outbox = outbox(2, PLENTY, Overflow.DISCONNECT);
        publish(outbox, "1", null);
        publish(outbox, "2", null);

        Outbox.Offer tooMany = publish(outbox, "3", null);

        assertThat(tooMany).isEqualTo(Outbox.Offer.OVERFLOWED);
        assertThat(outbox.dropped()).isZero();
        assertThat(empty(outbox)).containsExactly("1", "2");
        assertThat(form.unbalanced()).as("the refused frame is released too").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void emptyOutboxTakesAFrameOfAnySize(Overflow policy) {
        Outbox outbox = outbox(1, 1, policy);

        assertThat(publish(outbox, "much larger than one byte", "key")).isEqualTo(Outbox.Offer.ACCEPTED);
        assertThat(empty(outbox)).containsExactly("much larger than one byte");
        assertThat(answer(outbox, "so is this answer")).isEqualTo(Outbox.Offer.ACCEPTED);
        assertThat(empty(outbox)).containsExactly("so is this answer");
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void answersNeverGiveWay() {
        Outbox outbox = outbox(3, PLENTY, Overflow.DROP_OLDEST);
        answer(outbox, "answer 1");
        publish(outbox, "1", null);
        answer(outbox, "answer 2");

        publish(outbox, "2", null);
        answer(outbox, "answer 3");

        assertThat(empty(outbox)).containsExactly("answer 1", "answer 2", "answer 3");
        assertThat(outbox.dropped()).isEqualTo(2);
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void moreAnswersThanFitOverflow() {
        Outbox outbox = outbox(2, PLENTY, Overflow.DROP_OLDEST);
        answer(outbox, "answer 1");
        answer(outbox, "answer 2");

        assertThat(answer(outbox, "answer 3")).isEqualTo(Outbox.Offer.OVERFLOWED);
        outbox.clear();
        assertThat(form.unbalanced()).isEmpty();
    }

    /** COM-23: events give way to each other; only {@link Overflow#DISCONNECT} ends a connection for one. */
    @Test
    void publicationFitsBesideAnswersHoweverLargeTheyAre() {
        Outbox outbox = outbox(2, cost("answer 1"), Overflow.DROP_OLDEST);
        answer(outbox, "answer 1");

        assertThat(publish(outbox, "larger than all of it", null)).isEqualTo(Outbox.Offer.ACCEPTED);
        assertThat(publish(outbox, "as large as the other", null)).isEqualTo(Outbox.Offer.ACCEPTED);

        assertThat(empty(outbox)).containsExactly("answer 1", "as large as the other");
        assertThat(form.unbalanced()).isEmpty();
    }

    /** COM-23: the bound is one of memory, and short events are mostly what is around them. */
    @Test
    void countsWhatIsAroundShortEvents() {
        Outbox outbox = outbox(1_000_000, 1 << 20, Overflow.DROP_OLDEST);

        for (int n = 0; n < 100_000; n++) {
            publish(outbox, "x", "key");
        }

        assertThat(outbox.size()).isEqualTo((1 << 20) / (1 + Outbox.ENTRY_BYTES));
        outbox.clear();
        assertThat(form.unbalanced()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void keepsAndCountsKeysOnlyWhereTheyDecide(Overflow policy) {
        Outbox outbox = outbox(3, PLENTY, policy);

        publish(outbox, "text", "key");

        boolean kept = policy == Overflow.LATEST_PER_KEY;
        assertThat(outbox.bytes()).isEqualTo(cost("text") + (kept ? keyCost("key") : 0));
        Outbox.Entry entry = Objects.requireNonNull(outbox.poll());
        assertThat(entry.key()).isEqualTo(kept ? "key" : null);
        assertThat(outbox.bytes()).isZero();
        entry.frame().release();
    }

    @Test
    void allOutboxesAreCountedTogether() {
        Outbox one = outbox(2, PLENTY, Overflow.DROP_OLDEST);
        Outbox other = outbox(2, PLENTY, Overflow.DISCONNECT);

        publish(one, "gives way", null);
        publish(one, "stays", null);
        publish(one, "stays too", null);
        publish(other, "1", null);
        answer(other, "2");
        publish(other, "refused", null);

        assertThat(counters.outboxBytes())
                .isEqualTo(one.bytes() + other.bytes())
                .isEqualTo(cost("stays") + cost("stays too") + cost("1") + cost("2"));
        empty(one);
        assertThat(counters.outboxBytes()).isEqualTo(other.bytes());
        other.clear();
        assertThat(counters.outboxBytes()).isZero();
        assertThat(form.unbalanced()).isEmpty();
    }

    @Test
    void clearingFreesWhatWaits() {
        Outbox outbox = outbox(3, PLENTY, Overflow.DROP_OLDEST);
        publish(outbox, "1", null);
        answer(outbox, "2");

        outbox.clear();

        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.bytes()).isZero();
        assertThat(form.unbalanced()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsRoom(int none) {
        assertThatThrownBy(() -> outbox(none, PLENTY, Overflow.DROP_OLDEST))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> outbox(1, none, Overflow.DROP_OLDEST)).isInstanceOf(IllegalArgumentException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    /** Whatever is offered and taken: in order, within the bounds, answers all there, every reference given back. */
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsBoundsAndItsOrder(long seed) {
        Random random = new Random(seed);
        Overflow policy = Overflow.values()[random.nextInt(3)];
        int capacity = 1 + random.nextInt(8);
        long capacityBytes = 4 + random.nextInt(6 * (int) LARGEST);
        Outbox outbox = outbox(capacity, capacityBytes, policy);
        List<Integer> answered = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        long acceptedPublications = 0;

        for (int number = 0; number < 300; number++) {
            String text = number + "-".repeat(random.nextInt(10));
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (answer(outbox, text) == Outbox.Offer.ACCEPTED) {
                        answered.add(number);
                    }
                }
                case 1, 2 -> {
                    if (publish(outbox, text, "key" + random.nextInt(3)) == Outbox.Offer.ACCEPTED) {
                        acceptedPublications++;
                    }
                }
                default -> take(outbox, taken);
            }
            // one publication may be too much beside answers that fit, and one answer when nothing else is there
            assertThat(outbox.size()).as("seed %d", seed).isLessThanOrEqualTo(capacity + 1);
            assertThat(outbox.bytes()).as("seed %d", seed).isLessThanOrEqualTo(capacityBytes + 2 * LARGEST);
        }
        while (!outbox.isEmpty()) {
            take(outbox, taken);
        }

        assertThat(taken).as("seed %d", seed).isSorted().doesNotHaveDuplicates().containsAll(answered);
        assertThat(taken.size() + outbox.dropped())
                .as("seed %d", seed)
                .isEqualTo(answered.size() + acceptedPublications);
        assertThat(form.unbalanced()).as("seed %d", seed).isEmpty();
    }

    private static void take(Outbox outbox, List<Integer> taken) {
        Outbox.Entry entry = outbox.poll();
        if (entry != null) {
            taken.add(Integer.parseInt(text(entry).replace("-", "")));
            entry.frame().release();
        }
    }

    private Outbox outbox(int capacity, long capacityBytes, Overflow policy) {
        return new Outbox(capacity, capacityBytes, policy, counters);
    }

    /** What a waiting text costs. */
    private static long cost(String text) {
        return Outbox.ENTRY_BYTES + text.length();
    }

    private static long keyCost(String key) {
        return Outbox.KEY_BYTES + 2L * key.length();
    }

    private Outbox.Offer publish(Outbox outbox, String text, @Nullable String key) {
        return outbox.offerPublication(form.frame(text), key);
    }

    private Outbox.Offer answer(Outbox outbox, String text) {
        return outbox.offerAnswer(form.frame(text));
    }

    private static List<String> empty(Outbox outbox) {
        List<String> texts = new ArrayList<>();
        for (Outbox.Entry entry = outbox.poll(); entry != null; entry = outbox.poll()) {
            texts.add(text(entry));
            entry.frame().release();
        }
        return texts;
    }

    private static String text(Outbox.Entry entry) {
        return ((CountedForm.CountedFrame) entry.frame()).text();
    }
}
