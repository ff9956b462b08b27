package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who returns gets what came since, and then what comes, without a seam. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class GreenLangReplayTest {

    /** Fewer than are kept of a stream, so that whoever returns finds its place. */
    private static final int MOST_AHEAD = 60;

    private static final int JOINS = 50;

    private static final List<String> CHANNELS =
            List.of("agent:status", "calculation:progress", "alarm:update", "metrics:update", "job:complete", "error");

    @Inject
    Lab lab;

    @Inject
    GreenLangLab green;

    @Inject
    Tokens tokens;

    private final String own = UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    private String id(int n) {
        return own + '-' + n;
    }

    private void publish(String channel, int from, int to) {
        for (int n = from; n <= to; n++) {
            green.publish(
                    channel,
                    id(n),
                    "{\"agent_id\":\"%s\",\"source_id\":\"%s\",\"job_id\":\"%s\",\"n\":%d}"
                            .formatted(own, own, own, n));
        }
    }

    private void awaitKept(int count) {
        await().until(() -> Json.read(green.status())
                        .path("active_streams")
                        .path("agent:" + own)
                        .path("event_history_size")
                        .intValue()
                == count);
    }

    private static List<Integer> numbers(HttpWire events, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> Json.read(events.next().data()).path("n").intValue())
                .toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    /** GL-15, GL-16, GL-17, GL-18, GL-19: nobody was connected when they came. */
    @Test
    void replaysWhatCameAfterAnId() {
        publish("agent:status", 1, 60);
        publish("alarm:update", 61, 120);
        awaitKept(100);

        HttpWire some = green.reopen("/agents/" + own, id(100));
        HttpWire none = green.reopen("/agents/" + own, id(120));
        HttpWire forgotten = green.reopen("/agents/" + own, id(20));
        HttpWire byQuery = green.open("/agents/" + own + "?last_event_id=" + id(110));
        HttpWire fresh = green.open("/agents/" + own);
        publish("error", 121, 122);

        assertThat(numbers(some, 22)).isEqualTo(range(101, 122));
        assertThat(numbers(none, 2)).isEqualTo(range(121, 122));
        assertThat(numbers(forgotten, 102)).isEqualTo(range(21, 122));
        assertThat(numbers(byQuery, 12)).isEqualTo(range(111, 122));
        assertThat(numbers(fresh, 2)).isEqualTo(range(121, 122));
    }

    /** GL-2, GL-16: with their own ids, names and data. */
    @Test
    void replaysEventsAsTheyWere() {
        HttpWire live = green.open("/agents/" + own);
        publish("agent:status", 1, 1);
        publish("alarm:update", 2, 2);
        String first = live.nextText();
        String second = live.nextText();

        HttpWire replayed = green.reopen("/agents/" + own, "unheard");

        assertThat(replayed.nextText()).isEqualTo(first);
        assertThat(replayed.nextText()).isEqualTo(second);
    }

    /** GL-12. */
    @Test
    void filtersWhatIsReplayed() {
        publish("agent:status", 1, 3);
        publish("alarm:update", 4, 5);
        publish("calculation:progress", 6, 7);
        publish("alarm:update", 8, 8);
        awaitKept(8);

        HttpWire alarms = green.reopen("/agents/" + own + "?event_types=alarm.update", id(4));
        HttpWire job = green.reopen("/jobs/" + own, "unheard");
        publish("alarm:update", 9, 9);

        assertThat(numbers(alarms, 3)).containsExactly(5, 8, 9);
        assertThat(numbers(job, 2)).containsExactly(6, 7);
    }

    /** GL-20 counts clients, COM-23: replay is not cut to the queue, though the client reads nothing at first. */
    @Test
    void replaysMoreThanTheQueueTakes() {
        String large = "\"x\":\"" + "x".repeat(100_000) + "\"";
        for (int n = 1; n <= 50; n++) {
            green.publish("agent:status", id(n), "{\"agent_id\":\"" + own + "\",\"n\":" + n + "," + large + "}");
        }
        awaitKept(50);
        Wire wire = lab.keep(Wire.to(lab.port(), 8_192));
        HttpWire slow = slowly(wire);
        publish("alarm:update", 51, 60);

        assertThat(numbers(slow, 60)).isEqualTo(range(1, 60));
    }

    /** GL-21, COM-23. */
    @Test
    void losesItsOldestEventsWhenItReadsTooSlowly() {
        HttpWire slow = slowly(lab.keep(Wire.to(lab.port(), 8_192)));
        HttpWire quick = green.open("/agents/" + own);
        int last = 15_000;
        for (int n = 0; n < last; n += 200) {
            green.publishAll(own, n + 1, n + 201);
            assertThat(numbers(quick, 200)).isEqualTo(range(n + 1, n + 200));
        }

        List<Integer> told = new ArrayList<>(numbers(slow, 1));
        while (told.getLast() < last) {
            told.addAll(numbers(slow, 1));
        }

        assertThat(told).isSorted().doesNotHaveDuplicates().hasSizeLessThan(last);
        assertThat(told.subList(told.size() - 500, told.size())).isEqualTo(range(last - 499, last));
    }

    private HttpWire slowly(Wire wire) {
        wire.send("GET " + GreenLangLab.PREFIX + "/agents/" + own + "?last_event_id=none&token=" + tokens.ofSomebody()
                + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return HttpWire.answer(wire);
    }

    /**
     * GL-7, GL-10, GL-12, GL-16, COM-7: four clients leave and come back fifty times each, after any number of events, under
     * a publisher that does not stop: each gets each of its events once, and all in the order of publication.
     */
    @Test
    void losesAndRepeatsNothingAtTheSeam() throws Exception {
        long seed = System.nanoTime();
        int[] channels = inRandomRounds(new Random(seed));
        IntPredicate all = _ -> true;
        List<Comer> comers = List.of(
                new Comer("/events", all),
                new Comer("/agents/" + own, all),
                new Comer("/jobs/" + own, n -> channels[n] == 1),
                new Comer(
                        "/agents/" + own + "?event_types=alarm.update,error",
                        n -> channels[n] == 2 || channels[n] == 5));
        AtomicBoolean publishing = new AtomicBoolean(true);
        AtomicInteger published = new AtomicInteger();
        Thread publisher = Thread.ofVirtual().start(() -> {
            while (publishing.get()) {
                int behind = comers.stream().mapToInt(Comer::cameTo).min().orElseThrow();
                if (published.get() - behind < MOST_AHEAD) {
                    int n = published.incrementAndGet();
                    publish(CHANNELS.get(channels[n]), n, n);
                } else {
                    LockSupport.parkNanos(100_000);
                }
            }
        });

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?>[] coming = comers.stream()
                    .map(comer -> CompletableFuture.runAsync(() -> comer.comeAndGo(new Random(seed)), threads))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(coming).join();
        } finally {
            publishing.set(false);
            publisher.join();
        }

        for (Comer comer : comers) {
            int last = comer.told.getLast();
            assertThat(comer.told)
                    .as("%s, seed %d", comer.target, seed)
                    .isEqualTo(IntStream.rangeClosed(1, last)
                            .filter(comer.wanted)
                            .boxed()
                            .toList());
        }
    }

    /**
     * GL-16, COM-7, COM-10: what was missed while the connection to Redis was broken is filled channel by channel; who comes and goes
     * meanwhile may get events of other channels once more, but misses none, and each connection has each channel in order.
     */
    @Test
    void losesNothingAtTheSeamWhileTheConnectionToRedisBreaks() throws Exception {
        int[] channels = inRandomRounds(new Random(1));
        Set<Integer> told = ConcurrentHashMap.newKeySet();
        HttpWire events = green.open("/agents/" + own);
        int count = 600;
        Thread publisher = Thread.ofVirtual().start(() -> {
            for (int n = 1; n <= count; n++) {
                while (n - told.size() > MOST_AHEAD) {
                    LockSupport.parkNanos(100_000);
                }
                green.publishWithSdk(
                        CHANNELS.get(channels[n]), Map.of("agent_id", own, "source_id", own, "job_id", own, "n", n));
                if (n % 100 == 0) {
                    lab.killSubscriptions();
                }
            }
        });

        Random random = new Random(2);
        while (told.size() < count) {
            List<Integer> connection = new ArrayList<>();
            String lastEventId = "";
            for (int most = random.nextInt(1, 20); most > 0 && told.size() < count; most--) {
                HttpWire.Event event = events.next();
                lastEventId = String.valueOf(event.id());
                connection.add(Json.read(event.data()).path("n").intValue());
                told.add(connection.getLast());
            }
            for (int channel = 0; channel < CHANNELS.size(); channel++) {
                int one = channel;
                assertThat(connection.stream().filter(n -> channels[n] == one))
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
            events.close();
            events = green.reopen("/agents/" + own, lastEventId);
        }
        publisher.join();

        assertThat(told).hasSize(count);
    }

    /** A channel for each event: all of them in each round, so that no client waits long for what it wants. */
    private static int[] inRandomRounds(Random random) {
        List<Integer> channels = new ArrayList<>();
        List<Integer> round = new ArrayList<>(range(0, CHANNELS.size() - 1));
        while (channels.size() < 100_000) {
            Collections.shuffle(round, random);
            channels.addAll(round);
        }
        return channels.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A client that comes and goes; it is there before the first event. */
    private final class Comer {

        final String target;
        final IntPredicate wanted;
        final List<Integer> told = new ArrayList<>();
        private HttpWire events;
        private volatile int last;
        private volatile boolean done;

        Comer(String target, IntPredicate wanted) {
            this.target = target;
            this.wanted = wanted;
            this.events = green.open(target);
        }

        /** How far it has come; one that is done holds nobody up. */
        int cameTo() {
            return done ? Integer.MAX_VALUE / 2 : last;
        }

        void comeAndGo(Random random) {
            String lastEventId = "";
            for (int join = 0; join <= JOINS; join++) {
                int most = random.nextInt(8);
                for (int taken = 0; taken < most || lastEventId.isEmpty(); taken++) {
                    HttpWire.Event event = events.next();
                    lastEventId = String.valueOf(event.id());
                    last = Json.read(event.data()).path("n").intValue();
                    told.add(last);
                }
                events.close();
                events = green.reopen(target, lastEventId);
            }
            events.close();
            done = true;
        }
    }
}
