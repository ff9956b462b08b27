package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.stream.Recovery.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryTest {

    private static final Channel NEWS = new Channel("news");
    private static final Duration AGE = Duration.ofMinutes(10);
    private static final Retention ROOMY = new Retention(1_000, 1 << 20, AGE, false);

    private long nanos = Long.MAX_VALUE - 5;
    private History history = new History(ROOMY, () -> nanos);

    private static Publication positioned(int number) {
        return publication("id-" + number, new StreamPosition(number, "e1"));
    }

    private static Publication plain(String id) {
        return new Publication(NEWS, null, id, "2026-02-12T10:30:00Z", null, "{}");
    }

    private static Publication publication(String id, StreamPosition position) {
        return new Publication(NEWS, position, id, "2026-02-12T10:30:00Z", null, "{}");
    }

    private void append(int from, int to) {
        IntStream.rangeClosed(from, to).mapToObj(HistoryTest::positioned).forEach(history::append);
    }

    private static Resume after(int number) {
        return new Resume.AfterId("id-" + number);
    }

    private static Resume afterPosition(long offset) {
        return new Resume.AfterPosition(new StreamPosition(offset, "e1"));
    }

    private static Recovery complete(int from, int to) {
        return recovery(from, to, Verdict.COMPLETE);
    }

    private static Recovery incomplete(int from, int to) {
        return recovery(from, to, Verdict.INCOMPLETE);
    }

    private static Recovery recovery(int from, int to, Verdict verdict) {
        return new Recovery(
                IntStream.rangeClosed(from, to)
                        .mapToObj(HistoryTest::positioned)
                        .toList(),
                verdict);
    }

    private static Recovery nothing(Verdict verdict) {
        return new Recovery(List.of(), verdict);
    }

    @Test
    void emptyOneKnowsNobody() {
        assertThat(history.since(after(1))).isEqualTo(nothing(Verdict.INCOMPLETE));
        assertThat(history.since(afterPosition(0))).isEqualTo(nothing(Verdict.INCOMPLETE));
        assertThat(history.since(new Resume.Everything())).isEqualTo(nothing(Verdict.COMPLETE));
    }

    @Test
    void knowsThePositionItStartsAfter() {
        history.startAfter(new StreamPosition(7, "e1"));
        assertThat(history.since(afterPosition(7))).isEqualTo(nothing(Verdict.COMPLETE));
        assertThat(history.since(afterPosition(6))).isEqualTo(nothing(Verdict.INCOMPLETE));

        append(8, 9);

        assertThat(history.since(afterPosition(7))).isEqualTo(complete(8, 9));
        assertThat(history.since(new Resume.AfterPosition(new StreamPosition(7, "e2"))))
                .isEqualTo(incomplete(8, 9));
    }

    @Test
    void startsOnlyBeforeItsFirstPublication() {
        append(1, 1);

        assertThatThrownBy(() -> history.startAfter(new StreamPosition(0, "e1")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void startIsForgottenWithTheOldestPublication() {
        history = new History(new Retention(2, 1 << 20, AGE, false), () -> nanos);
        history.startAfter(new StreamPosition(0, "e1"));

        append(1, 3);

        assertThat(history.since(afterPosition(0))).isEqualTo(incomplete(2, 3));
        assertThat(history.since(afterPosition(1))).isEqualTo(complete(2, 3));
    }

    @Test
    void resumeAcrossAGapIsIncompleteAndBesideItComplete() {
        append(1, 3);
        history.gap();
        append(4, 6);

        assertThat(history.since(after(1))).isEqualTo(incomplete(2, 6));
        assertThat(history.since(after(3))).isEqualTo(incomplete(4, 6));
        assertThat(history.since(after(4))).isEqualTo(complete(5, 6));
        assertThat(history.since(afterPosition(3))).isEqualTo(incomplete(4, 6));
        assertThat(history.since(new Resume.Everything())).isEqualTo(incomplete(1, 6));
    }

    @Test
    void gapAtTheEndIsToldAtOnce() {
        append(1, 3);
        history.gap();

        assertThat(history.since(after(1))).isEqualTo(incomplete(2, 3));
        assertThat(history.since(after(3))).isEqualTo(nothing(Verdict.INCOMPLETE));
        assertThat(history.since(new Resume.Everything())).isEqualTo(incomplete(1, 3));
    }

    @Test
    void severalGapsAtOnePlaceAreOne() {
        append(1, 1);
        history.gap();
        history.gap();
        append(2, 3);

        assertThat(history.since(after(1))).isEqualTo(incomplete(2, 3));
        assertThat(history.since(after(2))).isEqualTo(complete(3, 3));
    }

    @Test
    void gapBeforeTheFirstOneConcernsNobodyWhoAsksForAll() {
        history.gap();
        append(1, 2);

        assertThat(history.since(new Resume.Everything())).isEqualTo(complete(1, 2));
        assertThat(history.since(after(1))).isEqualTo(complete(2, 2));
    }

    @Test
    void startBeforeAGapIsNotComplete() {
        history.startAfter(new StreamPosition(0, "e1"));
        history.gap();
        append(1, 2);

        assertThat(history.since(afterPosition(0))).isEqualTo(incomplete(1, 2));
    }

    @Test
    void justForgottenOneIsStillKnownButNotBehindAGap() {
        history = new History(new Retention(2, 1 << 20, AGE, false), () -> nanos);
        append(1, 3);
        assertThat(history.since(after(1))).isEqualTo(complete(2, 3));

        history.gap();
        append(4, 5);

        assertThat(history.since(after(3)))
                .as("between it and 4 some may be missing")
                .isEqualTo(incomplete(4, 5));
        append(6, 6);
        assertThat(history.since(after(4))).isEqualTo(complete(5, 6));
    }

    @Test
    void ageForgetsAllTogetherAndKnowsTheLatestAfterwards() {
        append(1, 3);
        nanos += AGE.toNanos();
        assertThat(history.size()).isEqualTo(3);

        nanos += 1;

        assertThat(history.size()).isZero();
        assertThat(history.since(after(3))).isEqualTo(nothing(Verdict.COMPLETE));
        assertThat(history.since(after(2))).isEqualTo(nothing(Verdict.INCOMPLETE));
        append(4, 4);
        assertThat(history.since(after(3))).isEqualTo(complete(4, 4));
    }

    @Test
    void whatWasForgottenByAgeBehindAGapIsNotVouchedFor() {
        append(1, 3);
        history.gap();
        nanos += AGE.toNanos() + 1;

        assertThat(history.since(after(3))).isEqualTo(nothing(Verdict.INCOMPLETE));
    }

    @Test
    void publicationLargerThanAllThatIsKeptIsForgottenWithEverythingBefore() {
        history = new History(new Retention(10, 5, AGE, false), () -> nanos);
        append(1, 2);

        history.append(new Publication(NEWS, null, "large", "t", null, "{\"n\":1}"));

        assertThat(history.size()).isZero();
        assertThat(history.since(new Resume.AfterId("large"))).isEqualTo(nothing(Verdict.COMPLETE));
        assertThat(history.since(after(2))).isEqualTo(nothing(Verdict.INCOMPLETE));
        append(3, 4);
        assertThat(history.since(new Resume.AfterId("large"))).isEqualTo(complete(3, 4));
    }

    /** A publisher that tries again sends one id twice: a repetition is better than a loss. */
    @Test
    void ofTwoWithOneIdTheOlderCounts() {
        history.append(plain("twice"));
        history.append(plain("between"));
        history.append(plain("twice"));

        assertThat(history.since(new Resume.AfterId("twice")).publications())
                .extracting(Publication::id)
                .containsExactly("between", "twice");
        assertThat(history.holds("between")).isTrue();
        assertThat(history.holds("other")).isFalse();
    }

    @Test
    void retentionRefusesWhatMeansNothing() {
        assertThatThrownBy(() -> new Retention(-1, 0, Duration.ZERO, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retention(0, -1, Duration.ZERO, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retention(0, 0, Duration.ofNanos(-1), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static long[] seeds() {
        return new Random().longs(200).toArray();
    }

    /** What happened in a channel: a publication, or a place where some may be missing. */
    private sealed interface Step {

        record Said(Publication publication) implements Step {}

        record Gap() implements Step {}
    }

    /** Recovery after any cut gives the same list as never having left, or says that it may not. */
    @ParameterizedTest
    @MethodSource("seeds")
    void returningIsAsGoodAsNeverHavingLeft(long seed, TestInfo test) {
        Random random = new Random(seed);
        history = new History(new Retention(random.nextInt(30), random.nextInt(100), AGE, false), () -> nanos);
        List<Step> steps = new ArrayList<>();
        for (int number = 1; number <= 60; number++) {
            if (random.nextInt(12) == 0) {
                steps.add(new Step.Gap());
                history.gap();
            }
            Publication said = random.nextBoolean() ? positioned(number) : plain("id-" + number);
            steps.add(new Step.Said(said));
            history.append(said);
        }

        for (int cut = 0; cut < steps.size(); cut++) {
            if (steps.get(cut) instanceof Step.Said(var last)) {
                List<Step> rest = steps.subList(cut + 1, steps.size());
                Recovery recovery = history.since(
                        last.position() != null && random.nextBoolean()
                                ? new Resume.AfterPosition(last.position())
                                : new Resume.AfterId(last.id()));
                assertThatNothingIsHidden(recovery, rest, test.getDisplayName());
            }
        }
    }

    private static void assertThatNothingIsHidden(Recovery recovery, List<Step> rest, String seed) {
        List<Publication> missed = rest.stream()
                .filter(Step.Said.class::isInstance)
                .map(step -> ((Step.Said) step).publication())
                .toList();
        boolean gap = rest.stream().anyMatch(Step.Gap.class::isInstance);
        List<Publication> given = recovery.publications();
        if (recovery.verdict() == Verdict.COMPLETE) {
            assertThat(given).as(seed).isEqualTo(missed);
            assertThat(gap).as(seed).isFalse();
        } else if (given.size() > missed.size()) {
            // not found: all that is kept
            assertThat(given.subList(given.size() - missed.size(), given.size()))
                    .as(seed)
                    .isEqualTo(missed);
        } else {
            assertThat(missed.subList(missed.size() - given.size(), missed.size()))
                    .as(seed)
                    .isEqualTo(given);
        }
    }
}
