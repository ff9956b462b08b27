package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.FeedByHand.CHANNEL;
import static io.mycostream.gateway.broker.redis.FeedByHand.NOTHING;
import static io.mycostream.gateway.broker.redis.FeedByHand.envelope;
import static io.mycostream.gateway.broker.redis.FeedByHand.history;
import static io.mycostream.gateway.broker.redis.FeedByHand.historyUpTo;
import static io.mycostream.gateway.broker.redis.FeedByHand.plain;
import static io.mycostream.gateway.broker.redis.FeedByHand.plainBehind;
import static io.mycostream.gateway.broker.redis.FeedByHand.plainBehindSilence;
import static io.mycostream.gateway.broker.redis.FeedByHand.plainWithId;
import static io.mycostream.gateway.broker.redis.FeedByHand.positioned;
import static io.mycostream.gateway.broker.redis.FeedByHand.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What arrives while the history is read, and a history that other nodes have written in another order: each arrival at its
 * exact moment, which no real Redis can be brought to.
 */
class FeedOrderTest {

    private final FeedByHand feed = new FeedByHand();

    /** Behind a history that has {@code a}, it heard these, and then its subscription ended. */
    private void interruptedAfter(String... names) {
        feed.subscribedAndAnswered(history("a"));
        feed.hears(names);
        feed.interrupted();
    }

    /** On a channel that seemed to carry positions only, it heard the first one, and then its subscription ended. */
    private void interruptedAfterTheFirstPosition() {
        feed.subscribedAndAnswered(NOTHING);
        feed.hearsPositioned(1);
        feed.interrupted();
    }

    /** It heard {@code b} before an interruption, missed nothing meanwhile, and heard {@code f} behind it. */
    private void hasGoneOnAfterAnInterruption() {
        interruptedAfter("b");
        feed.subscribedAndAnswered(history("a", "b"));
        feed.hears("f");
    }

    /** The other node came back later than this one, and entered at once what this one still held. */
    @Test
    void heldOnesThatNobodyHasEnteredComeBeforeThoseThatWereEnteredMeanwhile() {
        interruptedAfter("b");

        feed.subscribed();
        feed.hears("3", "4", "5", "6");
        feed.answers(history("a", "b", "2", "5", "6"));
        feed.hears("7");

        assertThat(feed.heard()).containsExactly("b", "INTERRUPTED", "2", "INTERRUPTED", "3", "4", "5", "6", "7");
        assertThat(feed.ids()).contains("id-2", "id-5", "id-6").doesNotHaveDuplicates();
        assertThat(feed.reported()).as("each arrival once").containsExactly("b", "3", "4", "5", "6", "7");
    }

    /** Nobody heard what was published between the end of one node's subscription and the beginning of another's. */
    @Test
    void whatNobodyHeardIsToldWhereItIsMissing() {
        interruptedAfter();

        feed.subscribedAndAnswered(history(plain("a"), plain("b"), plainBehindSilence("c"), plain("d")));

        assertThat(feed.heard()).containsExactly("INTERRUPTED", "b", "INTERRUPTED", "c", "d", "INTERRUPTED");
    }

    @Test
    void sameAtTheVeryBeginning() {
        feed.subscribed();
        feed.hears("3", "4", "5");

        feed.answers(history("1", "2", "5"));

        assertThat(feed.keptNames()).containsExactly("1", "2", "3", "4", "5");
        assertThat(feed.kept().getLast().id()).isEqualTo("id-5");
    }

    /** A text that was said long before is another publication than the one that arrives. */
    @Test
    void onlyTheEndOfAHistoryMayBeWhatArrives() {
        feed.subscribed();
        feed.hears("1");

        feed.answers(history("1", "2"));

        assertThat(feed.keptNames()).containsExactly("1", "2", "1");
        assertThat(feed.kept()).extracting(Publication::id).doesNotHaveDuplicates();
    }

    /** What another node enters when this one has gone on already would come after its successors. */
    @Test
    void whatWasEnteredLateIsNotDeliveredBehindWhatCameAfterIt() {
        hasGoneOnAfterAnInterruption();

        feed.interrupted();
        feed.subscribedAndAnswered(history("a", "b", "c", "d", "f", "g"));

        assertThat(feed.heard()).containsExactly("b", "INTERRUPTED", "f", "INTERRUPTED", "g", "INTERRUPTED");
    }

    @Test
    void sameWhenItHasBeenQuietSince() {
        hasGoneOnAfterAnInterruption();
        feed.checks();

        feed.checks();
        feed.answers(history("a", "b", "f", "c", "d"));
        feed.checks();
        feed.checks();
        feed.answers(history("a", "b", "f", "c", "d"));
        feed.hears("g");

        assertThat(feed.heard()).as("told, and once").containsExactly("b", "INTERRUPTED", "f", "INTERRUPTED", "g");
    }

    /** Nothing has come after it on this subscription: it is late, and in its place. */
    @Test
    void whatWasEnteredLateIsDeliveredWhenNothingHasComeSince() {
        feed.subscribedAndAnswered(history("a"));
        feed.hears("b");
        feed.checks();
        feed.interrupted();
        feed.subscribedAndAnswered(history("a", "b"));

        feed.checks();
        feed.answers(history("a", "b", "c", "d"));
        feed.hears("f");

        assertThat(feed.heard()).containsExactly("b", "INTERRUPTED", "c", "d", "f");
    }

    /** Of a channel that seemed to carry positions only, nobody was told that plain ones may be missing. */
    @Test
    void lateOnesAreToldOnAChannelThatSeemedToCarryPositionsOnly() {
        feed.subscribedAndAnswered(NOTHING);
        feed.hearsPositioned(1, 2);
        feed.checks();

        feed.checks();
        feed.answers(historyUpTo(2, positioned(1), plainBehind(1, "x"), positioned(2)));

        assertThat(feed.heard()).containsExactly("s1", "s2", "INTERRUPTED");
    }

    @Test
    void positionedAndPlainOnesKeepTheOrderOfTheirArrival() {
        interruptedAfterTheFirstPosition();

        feed.subscribed();
        feed.hears("x");
        feed.hearsPositioned(3);
        feed.hears("y");
        feed.answers(
                historyUpTo(3, positioned(1), positioned(2), plainBehind(2, "x"), positioned(3), plainBehind(3, "y")));

        assertThat(feed.heard()).containsExactly("s1", "INTERRUPTED", "s2", "INTERRUPTED", "x", "s3", "y");
        assertThat(feed.ids()).containsExactly("s1", "s2", "id-x", "s3", "id-y");
    }

    /** What was published before something that did not arrive did not arrive either. */
    @Test
    void sameTextBeforeWhatDidNotArriveIsAnotherPublication() {
        interruptedAfterTheFirstPosition();

        feed.subscribed();
        feed.hears("4");
        feed.answers(historyUpTo(3, positioned(1), plainBehind(1, "4"), positioned(2), positioned(3)));

        assertThat(feed.heard()).containsExactly("s1", "INTERRUPTED", "4", "s2", "s3", "INTERRUPTED", "4");
        assertThat(feed.ids()).doesNotHaveDuplicates();
    }

    @Test
    void sameForWhatWasThereAtTheVeryBeginning() {
        feed.subscribed();
        feed.hears("4");

        feed.answers(historyUpTo(2, plainBehind(0, "4"), positioned(1), positioned(2)));

        assertThat(feed.keptNames()).containsExactly("4", "s1", "s2", "4");
        assertThat(feed.kept()).extracting(Publication::id).doesNotHaveDuplicates();
    }

    /** Others may enter later what came before it. */
    @Test
    void whatHasAnIdOfItsOwnIsKnownAgainAnywhere() {
        feed.subscribed();
        feed.hears("b");

        feed.answers(history("a", "b", "c", "d"));

        assertThat(feed.keptNames()).containsExactly("a", "c", "d", "b");
    }

    /** A publisher that uses one id for all it says. */
    @Test
    void sameIdWithAnotherTextIsAnotherPublication() {
        byte[] first = envelope("{\"on\":1}", "state").getBytes(UTF_8);
        byte[] second = envelope("{\"off\":1}", "state").getBytes(UTF_8);
        feed.subscribed();
        feed.hears(second);

        feed.answers(history(plainWithId(first, "state")));

        assertThat(feed.keptNames()).containsExactly("on", "off");
        assertThat(feed.kept()).extracting(Publication::id).containsExactly("state", "state");
    }

    /** The history is read twice before any of them is taken, and has one of the two both times. */
    @Test
    void oneOfTheHistoryIsNotTakenForTwo() {
        interruptedAfterTheFirstPosition();
        Stored entered = historyUpTo(1, positioned(1), plainBehind(1, "4"));

        feed.subscribed();
        feed.hearsPositioned(50);
        feed.hears("4");
        feed.answers(entered);
        feed.hears("4");
        feed.answers(entered);

        assertThat(feed.heard()).containsExactly("s1", "INTERRUPTED", "HISTORY_LOST", "s50", "4", "4");
        assertThat(feed.ids()).contains("id-4").doesNotHaveDuplicates();
    }

    /** Each listener's reports are counted, and what was dropped is in none. */
    @Test
    void whoHasDroppedSomeReportsUnderAnotherName() {
        interruptedAfter();
        feed.subscribed();
        large().forEach(feed::hears);

        feed.answers(history("a"));
        feed.answers(history("a"));
        feed.hears("b");

        assertThat(feed.reporters().getLast()).isNotEqualTo(feed.reporters().getFirst());
    }

    /** A client that comes from the node that delivered it would be taken for up to date. */
    @Test
    void idOfWhatWasEnteredLateIsNotGivenToAnother() {
        String first = feed.firstIdOf("4");
        feed.subscribedAndAnswered(history("a"));
        feed.hears("b");
        feed.checks();

        feed.checks();
        feed.answers(history(plain("a"), plain("b"), plainWithId(text("4"), first)));
        feed.hears("4");

        assertThat(feed.heard()).containsExactly("b", "INTERRUPTED", "4");
        assertThat(feed.ids()).doesNotContain(first);
    }

    @Test
    void whatArrivesWhileAQuietChannelIsLookedAtIsNotLate() {
        feed.subscribedAndAnswered(NOTHING);
        feed.hearsPositioned(1);
        feed.checks();

        feed.checks();
        feed.hears("4");
        feed.answers(historyUpTo(1, positioned(1), plainBehind(1, "4")));

        assertThat(feed.heard()).containsExactly("s1", "4");
        assertThat(feed.ids()).containsExactly("s1", "id-4");
    }

    /** More arrived than is held: what was dropped is read once more, and comes behind what was not. */
    @Test
    void droppedOnesComeBehindTheHeldOnes() {
        List<byte[]> large = large();
        List<String> ids =
                IntStream.range(0, large.size()).mapToObj(n -> "id-" + n).toList();
        Stored all = history(IntStream.range(0, large.size())
                .mapToObj(n -> plainWithId(large.get(n), ids.get(n)))
                .toArray(Entry[]::new));
        interruptedAfter();
        feed.subscribed();
        large.forEach(feed::hears);

        feed.answers(all);
        feed.answers(all);

        assertThat(feed.ids()).containsExactlyElementsOf(ids);
        assertThat(feed.heard()).contains("NODE_OVERLOADED");
    }

    @Test
    void waitsForAServerThatStillReadsItsData() {
        interruptedAfter();

        feed.subscribed();
        feed.hears("c");
        for (int n = 0; n < 100; n++) {
            feed.refuses("LOADING Redis is loading the dataset in memory");
        }
        feed.answers(history("a", "b"));

        assertThat(feed.heard()).containsExactly("INTERRUPTED", "b", "INTERRUPTED", "c");
    }

    @Test
    void waitsNoLongerForOneThatRefuses() {
        interruptedAfter();

        feed.subscribed();
        feed.hears("c");
        for (int n = 0; n < 3; n++) {
            feed.refuses("NOPERM no permissions to run the 'evalsha' command");
        }

        assertThat(feed.heard()).containsExactly("HISTORY_LOST", "c");
    }

    /** Whether the text was said before this node listened again and once more after, nobody knows. */
    @Test
    void whoHadATextThatMayHaveBeenSaidTwiceIsGivenEverything() {
        String id = PublicationId.made(PublicationId.ofText(CHANNEL.name(), text("7")), 1);
        interruptedAfter();
        feed.subscribed();
        feed.hears("7");
        feed.answers(history(plain("a"), plainWithId(text("7"), id)));

        Recovery recovery = feed.resumed(new Resume.AfterId(id));

        assertThat(feed.ids()).containsExactly(id);
        assertThat(recovery.verdict()).isEqualTo(Recovery.Verdict.INCOMPLETE);
    }

    /** More bytes than are held, in twenty messages. */
    private static List<byte[]> large() {
        return IntStream.range(0, 20)
                .mapToObj(n -> ("{\"" + n + "\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8))
                .toList();
    }
}
