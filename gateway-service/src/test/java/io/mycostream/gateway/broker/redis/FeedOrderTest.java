package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.broker.redis.RedisHistory.Entry;
import io.mycostream.gateway.broker.redis.RedisHistory.Stored;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What arrives while the history is read, and a history that other nodes have written in another order: each arrival at its
 * exact moment, which no real Redis can be brought to.
 */
class FeedOrderTest {

    private static final Channel CHANNEL = new Channel("order:news");
    private static final Retention KEEPING = new Retention(1_000, 64 << 20, Duration.ofMinutes(10), false);

    private final HandMeans means = new HandMeans();
    private final Ears ears = new Ears();
    private final Feed feed = new Feed(CHANNEL, KEEPING, means, System::nanoTime);

    FeedOrderTest() {
        feed.listener(ears);
    }

    /** The history as another node has entered it: plain ones behind offset 0. */
    private static Stored history(String... entered) {
        return new Stored(
                "e", 0, List.of(entered).stream().map(FeedOrderTest::plain).toList(), true, true);
    }

    private static Entry plain(String name) {
        return new Entry(0, text(name), "id-" + name, "2026-02-12T10:30:00Z", 0, false);
    }

    private static Entry positioned(long offset) {
        return new Entry(offset, positionedText(offset), null, null, offset, false);
    }

    /** Letters have ids of their own, digits get theirs from the node that is first to hear or to enter them. */
    private static byte[] text(String name) {
        String data = "{\"" + name + "\":1}";
        String text = Character.isLetter(name.charAt(0))
                ? "{\"channel\":\"order:news\",\"data\":" + data + ",\"message_id\":\"id-" + name + "\"}"
                : data;
        return text.getBytes(UTF_8);
    }

    private static byte[] positionedText(long offset) {
        return ("{\"channel\":\"order:news\",\"data\":{\"s" + offset + "\":1},\"message_id\":\"s" + offset
                        + "\",\"offset\":" + offset + ",\"epoch\":\"e\"}")
                .getBytes(UTF_8);
    }

    private void say(String... names) {
        List.of(names).forEach(name -> feed.received(text(name)));
    }

    private void begin(Stored history) {
        feed.subscribed(1);
        means.answer(history);
    }

    private List<String> heard() {
        return ears.heard.stream().map(FeedOrderTest::name).toList();
    }

    /** Of a payload, or of a gap its reason. */
    private static String name(String heard) {
        return heard.startsWith("{") ? heard.substring(2, heard.indexOf('"', 2)) : heard;
    }

    private List<String> kept() {
        List<Publication> kept = new ArrayList<>();
        feed.join(Optional.of(new Resume.Everything()), recovery -> kept.addAll(recovery.publications()));
        return kept.stream()
                .map(publication -> name(publication.payload()) + " " + publication.id())
                .toList();
    }

    private List<String> ids() {
        return ears.received.stream().map(Publication::id).toList();
    }

    /** The other node came back later than this one, and entered at once what this one still held. */
    @Test
    void heldOnesThatNobodyHasEnteredComeBeforeThoseThatWereEnteredMeanwhile() {
        begin(history("a"));
        say("b");
        feed.interrupted();

        feed.subscribed(2);
        say("3", "4", "5", "6");
        means.answer(history("a", "b", "2", "5", "6"));
        say("7");

        assertThat(heard()).containsExactly("b", "INTERRUPTED", "2", "INTERRUPTED", "3", "4", "5", "6", "7");
        assertThat(ids()).contains("id-2", "id-5", "id-6").doesNotHaveDuplicates();
        assertThat(means.reported.stream().map(FeedOrderTest::name))
                .as("each arrival once")
                .containsExactly("b", "3", "4", "5", "6", "7");
    }

    /** Nobody heard what was published between the end of one node's subscription and the beginning of another's. */
    @Test
    void whatNobodyHeardIsToldWhereItIsMissing() {
        begin(history("a"));
        feed.interrupted();

        feed.subscribed(2);
        Entry c = plain("c");
        Entry silent = new Entry(0, c.message(), c.id(), c.timestamp(), 0, true);
        means.answer(new Stored("e", 0, List.of(plain("a"), plain("b"), silent, plain("d")), true, true));

        assertThat(heard()).containsExactly("INTERRUPTED", "b", "INTERRUPTED", "c", "d", "INTERRUPTED");
    }

    @Test
    void sameAtTheVeryBeginning() {
        feed.subscribed(1);
        say("3", "4", "5");
        means.answer(history("1", "2", "5"));

        assertThat(kept()).map(FeedOrderTest::nameAlone).containsExactly("1", "2", "3", "4", "5");
        assertThat(kept()).contains("5 id-5");
    }

    /** A text that was said long before is another publication than the one that arrives. */
    @Test
    void onlyTheEndOfAHistoryMayBeWhatArrives() {
        feed.subscribed(1);
        say("1");
        means.answer(history("1", "2"));

        assertThat(kept()).map(FeedOrderTest::nameAlone).containsExactly("1", "2", "1");
        assertThat(kept()).doesNotHaveDuplicates();
    }

    /** What another node enters when this one has gone on already would come after its successors. */
    @Test
    void whatWasEnteredLateIsNotDeliveredBehindWhatCameAfterIt() {
        begin(history("a"));
        say("b");
        feed.interrupted();
        feed.subscribed(2);
        means.answer(history("a", "b"));
        say("f");

        feed.interrupted();
        feed.subscribed(3);
        means.answer(history("a", "b", "c", "d", "f", "g"));

        assertThat(heard()).containsExactly("b", "INTERRUPTED", "f", "INTERRUPTED", "g", "INTERRUPTED");
    }

    @Test
    void sameWhenItHasBeenQuietSince() {
        begin(history("a"));
        say("b");
        feed.interrupted();
        feed.subscribed(2);
        means.answer(history("a", "b"));
        say("f");
        feed.check();

        feed.check();
        means.answer(history("a", "b", "f", "c", "d"));
        feed.check();
        feed.check();
        means.answer(history("a", "b", "f", "c", "d"));
        say("g");

        assertThat(heard()).as("told, and once").containsExactly("b", "INTERRUPTED", "f", "INTERRUPTED", "g");
    }

    /** Nothing has come after it on this subscription: it is late, and in its place. */
    @Test
    void whatWasEnteredLateIsDeliveredWhenNothingHasComeSince() {
        begin(history("a"));
        say("b");
        feed.check();
        feed.interrupted();
        feed.subscribed(2);
        means.answer(history("a", "b"));

        feed.check();
        means.answer(history("a", "b", "c", "d"));
        say("f");

        assertThat(heard()).containsExactly("b", "INTERRUPTED", "c", "d", "f");
    }

    private static String nameAlone(String kept) {
        return kept.substring(0, kept.indexOf(' '));
    }

    /** Of a channel that seemed to carry positions only, nobody was told that plain ones may be missing. */
    @Test
    void lateOnesAreToldOnAChannelThatSeemedToCarryPositionsOnly() {
        begin(new Stored("e", 0, List.of(), true, false));
        feed.received(positionedText(1));
        feed.received(positionedText(2));
        feed.check();

        feed.check();
        means.answer(new Stored("e", 2, List.of(positioned(1), plainBehind(1, "x"), positioned(2)), true, true));

        assertThat(heard()).containsExactly("s1", "s2", "INTERRUPTED");
    }

    private static Entry plainBehind(long after, String name) {
        return new Entry(0, text(name), "id-" + name, "2026-02-12T10:30:00Z", after, false);
    }

    @Test
    void positionedAndPlainOnesKeepTheOrderOfTheirArrival() {
        begin(new Stored("e", 0, List.of(), true, false));
        feed.received(positionedText(1));
        feed.interrupted();

        feed.subscribed(2);
        say("x");
        feed.received(positionedText(3));
        say("y");
        means.answer(new Stored(
                "e",
                3,
                List.of(positioned(1), positioned(2), plainBehind(2, "x"), positioned(3), plainBehind(3, "y")),
                true,
                true));

        assertThat(heard()).containsExactly("s1", "INTERRUPTED", "s2", "INTERRUPTED", "x", "s3", "y");
        assertThat(ids()).containsExactly("s1", "s2", "id-x", "s3", "id-y");
    }

    /** What was published before something that did not arrive did not arrive either. */
    @Test
    void sameTextBeforeWhatDidNotArriveIsAnotherPublication() {
        begin(new Stored("e", 0, List.of(), true, false));
        feed.received(positionedText(1));
        feed.interrupted();

        feed.subscribed(2);
        say("4");
        means.answer(new Stored(
                "e", 3, List.of(positioned(1), plainBehind(1, "4"), positioned(2), positioned(3)), true, true));

        assertThat(heard()).containsExactly("s1", "INTERRUPTED", "4", "s2", "s3", "INTERRUPTED", "4");
        assertThat(ids()).doesNotHaveDuplicates();
    }

    @Test
    void sameForWhatWasThereAtTheVeryBeginning() {
        feed.subscribed(1);
        say("4");
        means.answer(new Stored("e", 2, List.of(plainBehind(0, "4"), positioned(1), positioned(2)), true, true));

        assertThat(kept()).map(FeedOrderTest::nameAlone).containsExactly("4", "s1", "s2", "4");
        assertThat(kept()).doesNotHaveDuplicates();
    }

    /** Others may enter later what came before it. */
    @Test
    void whatHasAnIdOfItsOwnIsKnownAgainAnywhere() {
        feed.subscribed(1);
        say("b");
        means.answer(history("a", "b", "c", "d"));

        assertThat(kept()).map(FeedOrderTest::nameAlone).containsExactly("a", "c", "d", "b");
    }

    /** A publisher that uses one id for all it says. */
    @Test
    void sameIdWithAnotherTextIsAnotherPublication() {
        byte[] first = "{\"channel\":\"order:news\",\"data\":{\"on\":1},\"message_id\":\"state\"}".getBytes(UTF_8);
        byte[] second = "{\"channel\":\"order:news\",\"data\":{\"off\":1},\"message_id\":\"state\"}".getBytes(UTF_8);
        feed.subscribed(1);
        feed.received(second);
        means.answer(new Stored("e", 0, List.of(new Entry(0, first, "state", null, 0, false)), true, true));

        assertThat(kept()).containsExactly("on state", "off state");
    }

    /** The history is read twice before any of them is taken, and has one of the two both times. */
    @Test
    void oneOfTheHistoryIsNotTakenForTwo() {
        begin(new Stored("e", 0, List.of(), true, false));
        feed.received(positionedText(1));
        feed.interrupted();
        Stored entered = new Stored("e", 1, List.of(positioned(1), plainBehind(1, "4")), true, true);

        feed.subscribed(2);
        feed.received(positionedText(50));
        say("4");
        means.answer(entered);
        say("4");
        means.answer(entered);

        assertThat(heard()).containsExactly("s1", "INTERRUPTED", "HISTORY_LOST", "s50", "4", "4");
        assertThat(ids()).contains("id-4").doesNotHaveDuplicates();
    }

    /** Each listener's reports are counted, and what was dropped is in none. */
    @Test
    void whoHasDroppedSomeReportsUnderAnotherName() {
        begin(history("a"));
        feed.interrupted();
        feed.subscribed(2);
        IntStream.range(0, 20).mapToObj(FeedOrderTest::large).forEach(feed::received);

        means.answer(history("a"));
        means.answer(history("a"));
        say("b");

        assertThat(means.reporters.getLast()).isNotEqualTo(means.reporters.getFirst());
    }

    /** A client that comes from the node that delivered it would be taken for up to date. */
    @Test
    void idOfWhatWasEnteredLateIsNotGivenToAnother() {
        String first = PublicationId.made(
                PublicationId.ofText(CHANNEL.name(), text("4")), PublicationId.firstOccurrence(means.now()));
        begin(history("a"));
        say("b");
        feed.check();

        feed.check();
        means.answer(new Stored(
                "e", 0, List.of(plain("a"), plain("b"), new Entry(0, text("4"), first, null, 0, false)), true, true));
        say("4");

        assertThat(heard()).containsExactly("b", "INTERRUPTED", "4");
        assertThat(ids()).doesNotContain(first);
    }

    @Test
    void whatArrivesWhileAQuietChannelIsLookedAtIsNotLate() {
        begin(new Stored("e", 0, List.of(), true, false));
        feed.received(positionedText(1));
        feed.check();

        feed.check();
        say("4");
        means.answer(new Stored("e", 1, List.of(positioned(1), plainBehind(1, "4")), true, true));

        assertThat(heard()).containsExactly("s1", "4");
        assertThat(ids()).containsExactly("s1", "id-4");
    }

    /** More arrived than is held: what was dropped is read once more, and comes behind what was not. */
    @Test
    void droppedOnesComeBehindTheHeldOnes() {
        begin(history("a"));
        feed.interrupted();
        feed.subscribed(2);
        List<byte[]> large =
                IntStream.range(0, 20).mapToObj(FeedOrderTest::large).toList();
        large.forEach(feed::received);
        Entry[] entries = IntStream.range(0, 20)
                .mapToObj(n -> new Entry(0, large.get(n), "id-" + n, null, 0, false))
                .toArray(Entry[]::new);
        Stored all = new Stored("e", 0, List.of(entries), true, true);

        means.answer(all);
        means.answer(all);

        assertThat(ids())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(n -> "id-" + n).toList());
        assertThat(heard()).contains("NODE_OVERLOADED");
    }

    @Test
    void waitsForAServerThatStillReadsItsData() {
        begin(history("a"));
        feed.interrupted();

        feed.subscribed(2);
        say("c");
        for (int n = 0; n < 100; n++) {
            means.refuse("LOADING Redis is loading the dataset in memory");
        }
        means.answer(history("a", "b"));

        assertThat(heard()).containsExactly("INTERRUPTED", "b", "INTERRUPTED", "c");
    }

    @Test
    void waitsNoLongerForOneThatRefuses() {
        begin(history("a"));
        feed.interrupted();

        feed.subscribed(2);
        say("c");
        for (int n = 0; n < 3; n++) {
            means.refuse("NOPERM no permissions to run the 'evalsha' command");
        }

        assertThat(heard()).containsExactly("HISTORY_LOST", "c");
    }

    /** Whether the text was said before this node listened again and once more after, nobody knows. */
    @Test
    void whoHadATextThatMayHaveBeenSaidTwiceIsGivenEverything() {
        begin(history("a"));
        feed.interrupted();
        feed.subscribed(2);
        say("7");
        String id = PublicationId.made(PublicationId.ofText(CHANNEL.name(), text("7")), 1);
        means.answer(new Stored("e", 0, List.of(plain("a"), new Entry(0, text("7"), id, null, 0, false)), true, true));

        List<Recovery> recovery = new ArrayList<>();
        feed.join(Optional.of(new Resume.AfterId(id)), recovery::add);

        assertThat(ids()).containsExactly(id);
        assertThat(recovery.getFirst().verdict()).isEqualTo(Recovery.Verdict.INCOMPLETE);
    }

    private static byte[] large(int number) {
        return ("{\"" + number + "\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8);
    }
}
