package io.mycostream.gateway.dialect.greenlang;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.dialect.greenlang.Streams.Presence;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Recovery.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept for those who return, and in which order. */
class StreamsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Channel STATUS = EventType.AGENT_STATUS.channel();
    private static final Channel ALARM = EventType.ALARM_UPDATE.channel();
    private static final Channel PROGRESS = EventType.CALCULATION_PROGRESS.channel();

    private long nanos;

    private Streams streams() {
        return streams(new Streams.Bounds(100, 1_000, 1 << 24, HOUR));
    }

    /** Streams that have restored nothing, because nothing was kept. */
    private Streams streams(Streams.Bounds bounds) {
        Streams streams = new Streams(bounds, () -> nanos);
        Streams.channels().forEach(channel -> streams.restored(channel, kept()));
        return streams;
    }

    private static Recovery kept(Publication... publications) {
        return new Recovery(List.of(publications), Verdict.COMPLETE);
    }

    private static Publication event(Channel channel, String id) {
        return event(channel, id, "2026-02-12T10:30:00Z");
    }

    private static Publication event(Channel channel, String id, String timestamp) {
        return new Publication(channel, null, id, timestamp, null, "{\"agent_id\":\"1\",\"job_id\":\"j\"}");
    }

    private static void hear(Streams streams, Channel channel, int from, int to) {
        for (int n = from; n <= to; n++) {
            streams.published(event(channel, "e" + n));
        }
    }

    private static List<String> after(Streams streams, String stream, String id) {
        return ids(recovery(streams, stream, id));
    }

    /** For one of whom nothing is known. */
    private static Recovery recovery(Streams streams, String stream, String id) {
        return streams.enter(new Streams.Client("", stream), id).missed();
    }

    private static List<String> ids(Recovery recovery) {
        return recovery.publications().stream().map(Publication::id).toList();
    }

    private static List<String> numbered(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            ids.add("e" + n);
        }
        return ids;
    }

    /** GL-15, GL-16, GL-18. */
    @Test
    void keepsTheLastEventsOfEachStream() {
        Streams streams = streams();
        hear(streams, STATUS, 1, 60);
        hear(streams, PROGRESS, 61, 150);

        assertThat(after(streams, "global", "e140")).isEqualTo(numbered(141, 150));
        assertThat(after(streams, "agent:1", "e51")).isEqualTo(numbered(52, 150));
        assertThat(after(streams, "job:j", "e61")).isEqualTo(numbered(62, 150));
        assertThat(recovery(streams, "global", "e150")).isEqualTo(kept());
        assertThat(streams.presences())
                .isEqualTo(Map.of(
                        "global", new Presence(0, 100), "agent:1", new Presence(0, 100), "job:j", new Presence(0, 90)));
    }

    /** GL-17. */
    @ParameterizedTest
    @ValueSource(strings = {"e50", "e0", "beginning", "\n", "\u2028"})
    void givesAllThatIsKeptToWhomItDoesNotKnow(String id) {
        Streams streams = streams();
        hear(streams, STATUS, 1, 150);

        Recovery recovery = recovery(streams, "global", id);

        assertThat(ids(recovery)).isEqualTo(numbered(51, 150));
        assertThat(recovery.verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(recovery(streams, "agent:unheard", id).publications()).isEmpty();
    }

    /** GL-16, COM-8: an id comes back as the wire has carried it. */
    @Test
    void knowsAnIdAsItComesBack() {
        Streams streams = streams();
        streams.published(event(STATUS, " odd\r\nid\0 "));
        hear(streams, STATUS, 1, 1);

        assertThat(after(streams, "global", "oddid")).containsExactly("e1");
        assertThat(after(streams, "global", " odd\r\nid\0 ")).containsExactly("e1");
    }

    /** GL-16: a publisher has sent one id twice, and a repetition is better than a loss. */
    @Test
    void returnsToTheFirstOfTwoWithOneId() {
        Streams streams = streams();
        hear(streams, STATUS, 1, 2);
        hear(streams, STATUS, 1, 1);

        assertThat(after(streams, "global", "e1")).containsExactly("e2", "e1");
    }

    @Test
    void doesNotCallARecoveryAcrossAGapComplete() {
        Streams streams = streams();
        hear(streams, STATUS, 1, 2);
        streams.gap(STATUS, GapReason.INTERRUPTED);
        hear(streams, STATUS, 3, 4);

        assertThat(recovery(streams, "global", "e2").verdict()).isEqualTo(Verdict.INCOMPLETE);
        assertThat(recovery(streams, "global", "e3"))
                .extracting(Recovery::verdict)
                .isEqualTo(Verdict.COMPLETE);
    }

    /** GL-14: a place is an id with which exactly what comes then is replayed. */
    @Test
    void nameAPlaceToReturnToAlsoWhereNothingIs() {
        Streams streams = streams();
        String empty = streams.place("agent:1");
        hear(streams, STATUS, 1, 1);
        String one = streams.place("agent:1");
        hear(streams, ALARM, 2, 3);

        assertThat(after(streams, "agent:1", empty)).isEqualTo(numbered(1, 3));
        assertThat(after(streams, "agent:1", one)).isEqualTo(numbered(2, 3));
    }

    /** GL-24. */
    @Test
    void countsClients() {
        Streams streams = streams();
        streams.entered("agent:1");
        streams.entered("agent:1");
        streams.entered("job:x");
        hear(streams, STATUS, 1, 1);
        streams.left("agent:1");
        assertThat(streams.presences())
                .isEqualTo(Map.of(
                        "global", new Presence(0, 1), "agent:1", new Presence(1, 1), "job:x", new Presence(1, 0)));

        streams.left("job:x");
        assertThat(streams.presences()).doesNotContainKey("job:x");
    }

    /** GL-25. */
    @Test
    void forgetsAStreamWithoutClientsAnHourAfterItsLastEvent() {
        Streams streams = streams();
        hear(streams, STATUS, 1, 1);
        streams.entered("agent:1");
        nanos += HOUR.toNanos();
        assertThat(streams.presences()).hasSize(2);

        nanos += TimeUnit.MINUTES.toNanos(2);
        streams.published(new Publication(STATUS, null, "other", "", null, "{\"agent_id\":\"2\"}"));

        assertThat(streams.presences().keySet()).containsExactly("agent:1", "agent:2", "global");
        assertThat(streams.presences()).containsEntry("agent:1", new Streams.Presence(1, 1));
        streams.left("agent:1");
        assertThat(streams.presences().keySet()).containsExactly("agent:2", "global");
    }

    @Test
    void keepsSoManyStreamsAndForgetsTheQuietestOfThoseWithoutClients() {
        Streams streams = streams(new Streams.Bounds(100, 5, 1 << 24, HOUR));
        streams.entered("agent:a0");
        for (int n = 0; n < 1_000; n++) {
            streams.published(new Publication(STATUS, null, "e" + n, "", null, "{\"agent_id\":\"a" + n + "\"}"));
        }

        assertThat(streams.presences().keySet())
                .containsExactly("agent:a0", "agent:a997", "agent:a998", "agent:a999", "global");
        assertThat(streams.kept()).isEqualTo(5);
        assertThat(streams.forgotten()).isEqualTo(1_001 - 5);
    }

    @Test
    void keepsSoManyBytesWhateverArrives() {
        Streams streams = streams(new Streams.Bounds(100, 1_000, 100_000, HOUR));
        Random random = new Random(7);
        for (int n = 0; n < 2_000; n++) {
            String text = "x".repeat(random.nextInt(n % 100 == 0 ? 200_000 : 5_000));
            String id = n % 3 == 0 ? text : "a" + n % 7;
            streams.published(new Publication(
                    STATUS, null, "e" + n, "", null, "{\"agent_id\":\"" + id + "\",\"x\":\"" + text + "\"}"));

            assertThat(streams.bytes()).isBetween(0L, 100_000L);
        }

        assertThat(streams.forgotten()).isPositive();
        nanos += TimeUnit.HOURS.toNanos(2);
        assertThat(streams.presences()).isEmpty();
        assertThat(streams.bytes()).as("what was taken is given back").isZero();
    }

    /** GL-15, GL-16: what channels had kept is in one order again, in any order of reading them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void restoresTheOrderBetweenChannelsByTheirTimes(long seed) {
        Streams streams = new Streams(new Streams.Bounds(100, 1_000, 1 << 24, HOUR), () -> nanos);
        Map<Channel, List<Publication>> kept = new HashMap<>();
        List<Channel> channels = new ArrayList<>(Streams.channels());
        Random random = new Random(seed);
        for (int n = 1; n <= 90; n++) {
            Channel channel = channels.get(random.nextInt(channels.size()));
            String time = "2026-02-12T10:30:%02d.%s%s".formatted(n / 2, n % 2 == 0 ? "000001" : "5", zone(n));
            kept.computeIfAbsent(channel, _ -> new ArrayList<>()).add(event(channel, "e" + n, time));
        }
        Collections.shuffle(channels, random);
        channels.forEach(channel -> streams.restored(
                channel, kept(kept.getOrDefault(channel, List.of()).toArray(Publication[]::new))));
        hear(streams, STATUS, 91, 95);

        assertThat(after(streams, "global", "e10")).isEqualTo(numbered(11, 95));
        assertThat(after(streams, "global", "none")).isEqualTo(numbered(1, 95));
    }

    private static String zone(int n) {
        return switch (n % 3) {
            case 0 -> "";
            case 1 -> "Z";
            default -> "+00:00";
        };
    }

    /** The order within a channel is known, and shows how wrong the clocks are; so far the others are not trusted either. */
    @Test
    void repeatsWhereTheTimesDoNotTellTheOrder() {
        Streams streams = new Streams(new Streams.Bounds(100, 1_000, 1 << 24, HOUR), () -> nanos);
        streams.restored(
                STATUS,
                kept(
                        event(STATUS, "s1", "2026-02-12T10:30:10Z"),
                        event(STATUS, "s2", "2026-02-12T10:30:09Z"),
                        event(STATUS, "s3", "2026-02-12T10:30:20Z")));
        streams.restored(
                ALARM,
                kept(
                        event(ALARM, "a1", "2026-02-12T10:30:08Z"),
                        event(ALARM, "a2", "2026-02-12T10:30:09.5Z"),
                        event(ALARM, "a3", "2026-02-12T10:30:15Z")));
        Stream.of(EventType.values())
                .map(EventType::channel)
                .filter(channel -> !channel.equals(STATUS) && !channel.equals(ALARM))
                .forEach(channel -> streams.restored(channel, kept()));

        assertThat(after(streams, "global", "none")).containsExactly("a1", "a2", "s1", "s2", "a3", "s3");
        assertThat(after(streams, "global", "s1")).containsExactly("a2", "s2", "a3", "s3");
        assertThat(after(streams, "global", "a3"))
                .as("a second before it is nothing")
                .containsExactly("s3");
    }

    /** Nobody can say when these were published. */
    @Test
    void repeatsWhatHasNoTimeThatCanBeRead() {
        Streams streams = new Streams(new Streams.Bounds(100, 1_000, 1 << 24, HOUR), () -> nanos);
        streams.restored(
                STATUS, kept(event(STATUS, "s1", "yesterday"), event(STATUS, "s2", "+999999999-12-31T23:59Z")));
        streams.restored(ALARM, kept(event(ALARM, "a1", "2026-02-12T10:30:08Z")));

        assertThat(after(streams, "global", "s1")).containsExactly("s2", "a1");
        assertThat(after(streams, "global", "a1")).containsExactly("s1", "s2");
    }

    /** GL-16: a client comes from a node that heard everything in order to one that had an interruption. */
    @Test
    void repeatsWhatOtherNodesMayNotHaveToldYet() {
        Streams streams = streams();
        hear(streams, STATUS, 1, 2);
        Arrays.stream(EventType.values()).map(EventType::channel).forEach(streams::late);
        hear(streams, STATUS, 3, 6);
        streams.punctual(STATUS);
        hear(streams, ALARM, 7, 8);
        streams.punctual(ALARM);
        hear(streams, STATUS, 9, 9);

        assertThat(after(streams, "global", "e7"))
                .as("another node may have told of 7 before any of these")
                .containsExactly("e3", "e4", "e5", "e6", "e8", "e9");
        assertThat(after(streams, "global", "e4")).isEqualTo(numbered(5, 9));
        assertThat(after(streams, "global", "e2")).isEqualTo(numbered(3, 9));
        assertThat(after(streams, "global", "e9")).isEmpty();
    }

    /**
     * GL-16, COM-32: clients that leave a node where all was well, at any event, and return to a node that had
     * interruptions: none misses anything; without interruptions none gets anything twice.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void losesNothingOnAnyHop(long seed) {
        Random random = new Random(seed);
        List<Channel> channels = List.copyOf(Streams.channels());
        List<Publication> published = new ArrayList<>();
        for (int n = 1; n <= 90; n++) {
            published.add(event(channels.get(random.nextInt(channels.size())), "e" + n));
        }
        Streams well = streams();
        published.forEach(well::published);
        Streams disturbed = streams();
        hearWithInterruptions(disturbed, published, random);

        for (int told = 1; told <= 90; told++) {
            assertThat(after(well, "global", "e" + told)).isEqualTo(numbered(told + 1, 90));
            assertThat(after(disturbed, "global", "e" + told)).containsAll(numbered(told + 1, 90));
        }
    }

    /** Stretches of the publications are heard channel by channel, as they are when they are filled. */
    private static void hearWithInterruptions(Streams streams, List<Publication> published, Random random) {
        int next = 0;
        while (next < published.size()) {
            int end = Math.min(published.size(), next + 1 + random.nextInt(12));
            List<Publication> stretch = published.subList(next, end);
            if (random.nextBoolean()) {
                stretch.forEach(streams::published);
            } else {
                Streams.channels().forEach(streams::late);
                for (Channel channel : Streams.channels()) {
                    stretch.stream()
                            .filter(event -> event.channel().equals(channel))
                            .forEach(streams::published);
                    streams.punctual(channel);
                }
            }
            next = end;
        }
    }

    /** GL-16: one that restarted, among publishers whose clocks are wrong by as much as shows within the channels. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void losesNothingAtARestart(long seed) {
        Random random = new Random(seed);
        List<Channel> channels = List.copyOf(Streams.channels());
        Map<Channel, List<Publication>> kept = new HashMap<>();
        int wrong = random.nextInt(5);
        for (int n = 1; n <= 80; n++) {
            Channel channel = channels.get(random.nextInt(channels.size()));
            // two clocks, and every channel has publishers with either
            int second = n + (n % 2 == 0 ? wrong : 0);
            String time = n % 17 == 0 ? "?" : "2026-02-12T10:%02d:%02d".formatted(second / 60, second % 60);
            kept.computeIfAbsent(channel, _ -> new ArrayList<>()).add(event(channel, "e" + n, time));
        }
        Streams restarted = new Streams(new Streams.Bounds(100, 1_000, 1 << 24, HOUR), () -> nanos);
        channels.forEach(channel -> restarted.restored(
                channel, kept(kept.getOrDefault(channel, List.of()).toArray(Publication[]::new))));
        hear(restarted, STATUS, 81, 90);

        for (int told = 1; told <= 90; told++) {
            assertThat(after(restarted, "global", "e" + told))
                    .as("after e%d, clocks wrong by %d", told, wrong)
                    .containsAll(numbered(told + 1, 90));
        }
    }

    /** GL-16: who returns to the node that it came from gets nothing twice, whatever that had been through. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void repeatsNothingToWhomItToldItself(long seed) {
        Random random = new Random(seed);
        List<Publication> published = new ArrayList<>();
        for (int n = 1; n <= 90; n++) {
            published.add(event(Streams.channels().get(random.nextInt(6)), "e" + n));
        }
        Streams disturbed = streams();
        Streams.Client ana = new Streams.Client("ana", "global");
        Told told = disturbed.enter(ana).told();
        hearWithInterruptions(disturbed, published, random);
        List<String> order = after(disturbed, "global", "none");
        told.upTo(order.getLast());

        for (int last = 0; last < 90; last++) {
            Streams.Entrance entrance = disturbed.enter(ana, order.get(last));
            assertThat(ids(entrance.missed())).isEqualTo(order.subList(last + 1, 90));
            entrance.told().upTo(order.getLast());
        }
    }

    /** GL-16: what it was told by another node in between is another matter. */
    @Test
    void doesNotTakeAnothersWordForItsOwn() {
        Streams streams = streams();
        Streams.Client ana = new Streams.Client("ana", "global");
        Told told = streams.enter(ana).told();
        hear(streams, STATUS, 1, 2);
        told.upTo("e2");
        Streams.channels().forEach(streams::late);
        hear(streams, STATUS, 3, 4);
        hear(streams, ALARM, 5, 6);

        assertThat(ids(streams.enter(ana, "e5").missed())).containsExactly("e3", "e4", "e6");
        assertThat(ids(streams.enter(new Streams.Client("bob", "global"), "e5").missed()))
                .containsExactly("e3", "e4", "e6");
        assertThat(ids(streams.enter(ana, "e5").missed()))
                .as("it was cut off before it got any of them")
                .containsExactly("e3", "e4", "e6");
        streams.enter(ana, "e5").told().upTo("e3");
        assertThat(ids(streams.enter(ana, "e3").missed()))
                .as("this one has told it of 3")
                .containsExactly("e4", "e5", "e6");
    }

    @Test
    void remembersSoManyClients() {
        Streams streams = streams();
        Streams.channels().forEach(streams::late);
        hear(streams, STATUS, 1, 1);
        hear(streams, ALARM, 2, 2);
        streams.enter(new Streams.Client("ana", "global"), "none").told().upTo("e2");
        assertThat(ids(streams.enter(new Streams.Client("ana", "global"), "e2").missed()))
                .isEmpty();

        for (int n = 0; n < 10_000; n++) {
            streams.enter(new Streams.Client("user" + n, "global"), "none");
        }

        assertThat(ids(streams.enter(new Streams.Client("ana", "global"), "e2").missed()))
                .containsExactly("e1");
    }

    /** GL-16: a client comes from a node where all was well and is then cut off over and over, after any number of events. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void losesNothingHoweverOftenTheClientIsCutOffAfterAHop(long seed) {
        Random random = new Random(seed);
        List<Publication> published = new ArrayList<>();
        for (int n = 1; n <= 90; n++) {
            published.add(event(Streams.channels().get(random.nextInt(6)), "e" + n));
        }
        Streams disturbed = streams();
        hearWithInterruptions(disturbed, published, random);

        for (int told = 1; told <= 90; told++) {
            Streams.Client client = new Streams.Client("user" + told, "global");
            List<String> has = new ArrayList<>(numbered(1, told));
            for (int cut = 0; !has.containsAll(numbered(1, 90)); cut++) {
                Streams.Entrance entrance = disturbed.enter(client, has.getLast());
                List<String> missed = ids(entrance.missed());
                assertThat(missed).as("after %s", has).isNotEmpty();
                List<String> got = missed.subList(0, random.nextInt(Math.min(missed.size(), 7) + 1));
                got.forEach(entrance.told()::upTo);
                has.addAll(got);
                assertThat(cut).as("it gets on").isLessThan(300);
            }
        }
    }
}
