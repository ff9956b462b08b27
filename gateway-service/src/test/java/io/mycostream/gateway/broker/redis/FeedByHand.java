package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.stream.Stream;

/**
 * The feed of one channel, to which a test says what arrives, when its subscription ends, and what its history answers.
 *
 * <p>Publications are named. Letters have ids of their own, digits get theirs from the node that is first to hear or to
 * enter them, and those with a position are called {@code s} and their offset.
 */
final class FeedByHand {

    static final Channel CHANNEL = new Channel("order:news");

    /** A history in which nothing is, and which has been of positions only. */
    static final Stored NOTHING = new Stored("e", 0, List.of(), true, false);

    private static final Retention KEEPING = new Retention(1_000, 64 << 20, Duration.ofMinutes(10), false);

    private final HandMeans means = new HandMeans();
    private final Ears ears = new Ears();
    private final Feed feed = new Feed(CHANNEL, KEEPING, means, System::nanoTime);
    private long sinceMicros;

    FeedByHand() {
        feed.listener(ears);
    }

    /** Its subscription is in force, for the first time or again; its history is asked for, and has not answered yet. */
    void subscribed() {
        feed.subscribed(++sinceMicros);
    }

    /** Its subscription is in force, for the first time or again, and its history answers before anything arrives. */
    void subscribedAndAnswered(Stored history) {
        subscribed();
        answers(history);
    }

    void interrupted() {
        feed.interrupted();
    }

    /** The oldest reading that waits is answered. */
    void answers(Stored history) {
        means.answer(history);
    }

    /** The oldest reading that waits is refused, and the pause passes that follows, if one does. */
    void refuses(String word) {
        means.refuse(word);
    }

    void hears(String... names) {
        Stream.of(names).map(FeedByHand::text).forEach(feed::received);
    }

    void hears(byte[] message) {
        feed.received(message);
    }

    void hearsPositioned(long... offsets) {
        for (long offset : offsets) {
            feed.received(positionedText(offset));
        }
    }

    /** Looks after its channel, as it does from time to time. */
    void checks() {
        feed.check();
    }

    /** What its listener heard, by name; a gap is its reason. */
    List<String> heard() {
        return ears.heard.stream().map(FeedByHand::name).toList();
    }

    /** The ids of what its listener heard. */
    List<String> ids() {
        return ears.received.stream().map(Publication::id).toList();
    }

    /** What a client gets that asks for everything. */
    List<Publication> kept() {
        return resumed(new Resume.Everything()).publications();
    }

    /** The names of what a client gets that asks for everything. */
    List<String> keptNames() {
        return kept().stream().map(kept -> name(kept.payload())).toList();
    }

    /** What a client is told that is let in at once. */
    Recovery resumed(Resume howFar) {
        List<Recovery> told = new ArrayList<>();
        feed.join(Optional.of(howFar), told::add);
        return told.getFirst();
    }

    /** The names of what it reported to the history. */
    List<String> reported() {
        return means.reported.stream().map(FeedByHand::name).toList();
    }

    /** The names under which it reported, in the same order. */
    List<String> reporters() {
        return means.reporters;
    }

    /** The id that this node gives to a text, now and for the first time. */
    String firstIdOf(String name) {
        return PublicationId.made(
                PublicationId.ofText(CHANNEL.name(), text(name)), PublicationId.firstOccurrence(means.now()));
    }

    /** The history as another node has entered it: plain ones behind offset 0. */
    static Stored history(String... entered) {
        return history(Stream.of(entered).map(FeedByHand::plain).toArray(Entry[]::new));
    }

    /** A history of plain ones only. */
    static Stored history(Entry... entries) {
        return historyUpTo(0, entries);
    }

    /** A history that counts so many positions. */
    static Stored historyUpTo(long top, Entry... entries) {
        return new Stored("e", top, List.of(entries), true, true);
    }

    static Entry plain(String name) {
        return plain(name, 0, false);
    }

    static Entry plainBehind(long offset, String name) {
        return plain(name, offset, false);
    }

    /** Plain, and before it nobody listened for a while. */
    static Entry plainBehindSilence(String name) {
        return plain(name, 0, true);
    }

    private static Entry plain(String name, long after, boolean behindSilence) {
        return new Entry(0, text(name), "id-" + name, "2026-02-12T10:30:00Z", after, behindSilence);
    }

    static Entry plainWithId(byte[] message, String id) {
        return new Entry(0, message, id, null, 0, false);
    }

    static Entry positioned(long offset) {
        return new Entry(offset, positionedText(offset), null, null, offset, false);
    }

    static byte[] text(String name) {
        String data = "{\"" + name + "\":1}";
        String text = Character.isLetter(name.charAt(0)) ? envelope(data, "id-" + name) : data;
        return text.getBytes(UTF_8);
    }

    /** One with an id of its own. */
    static String envelope(String data, String id) {
        return "{\"channel\":\"order:news\",\"data\":" + data + ",\"message_id\":\"" + id + "\"}";
    }

    private static byte[] positionedText(long offset) {
        return ("{\"channel\":\"order:news\",\"data\":{\"s" + offset + "\":1},\"message_id\":\"s" + offset
                        + "\",\"offset\":" + offset + ",\"epoch\":\"e\"}")
                .getBytes(UTF_8);
    }

    /** Of a payload, or of a gap its reason. */
    private static String name(String heard) {
        return heard.startsWith("{") ? heard.substring(2, heard.indexOf('"', 2)) : heard;
    }
}
