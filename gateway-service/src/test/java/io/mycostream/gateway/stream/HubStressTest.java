package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Four loops, four publishing threads, and clients that come and go on all of them. */
class HubStressTest {

    private static final int LOOPS = 4;
    private static final int PUBLICATIONS = 2_000;
    private static final int SESSIONS_PER_LOOP = 300;
    private static final long LIMIT_SECONDS = 20;

    private final FakeBroker broker = new FakeBroker();
    private final StreamCounters counters = new StreamCounters();
    private final PlainDialect dialect = new PlainDialect("plain");
    private final CountedForm text = new CountedForm();
    private final CountedForm events = new CountedForm();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final Hub hub = new Hub(
            broker,
            counters,
            new Hub.Tuning(Duration.ofMillis(1), 1 << 26, 1 << 26),
            InstantSource.system(),
            System::nanoTime,
            _ -> {});

    private final List<ScheduledExecutorService> loops = IntStream.range(0, LOOPS)
            .mapToObj(number -> Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                    .name("loop-" + number)
                    .uncaughtExceptionHandler((_, e) -> faults.add(e))
                    .factory()))
            .toList();
    private final ExecutorService publishers = Executors.newFixedThreadPool(LOOPS);

    @AfterEach
    void stop() {
        publishers.shutdownNow();
        loops.forEach(ExecutorService::shutdownNow);
    }

    @Test
    @Timeout(60)
    void settlesWithNothingLostNothingTwiceAndNothingLeaked() throws Exception {
        // given clients that stay from the first publication to the last, one on each loop and channel
        List<FakeLink> residents = new ArrayList<>();
        for (ScheduledExecutorService loop : loops) {
            for (int channel = 0; channel < LOOPS; channel++) {
                residents.add(opened(loop, channel));
            }
        }

        // when everybody publishes while others come and go
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> work = new ArrayList<>();
        AtomicInteger ended = new AtomicInteger();
        for (int number = 0; number < LOOPS; number++) {
            int channel = number;
            work.add(publishers.submit(() -> publishAll(start, channel)));
            comeAndGo(loops.get(number), number, SESSIONS_PER_LOOP, ended);
        }
        start.countDown();
        for (Future<?> publisher : work) {
            publisher.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }

        // then the residents have heard it all in order, and nothing remains of the others
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS))
                .untilAsserted(() -> assertThat(ended).hasValue(LOOPS * SESSIONS_PER_LOOP));
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS))
                .until(() -> hub.presence(Set.of(dialect), channel(0)).connections() == LOOPS);
        List<String> all =
                IntStream.range(0, PUBLICATIONS).mapToObj(Integer::toString).toList();
        hub.drain(Duration.ZERO).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        for (ScheduledExecutorService loop : loops) {
            loop.shutdown();
            assertThat(loop.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(residents)
                .allSatisfy(resident -> assertThat(heardNumbers(resident)).isEqualTo(all));
        assertThat(faults).isEmpty();
        for (Transport transport : Transport.values()) {
            assertThat(counters.open(transport)).isZero();
        }
        assertThat(counters.overflowed()).isZero();
        assertThat(counters.loopOverloaded()).isZero();
        assertThat(text.unbalanced()).isEmpty();
        assertThat(events.unbalanced()).isEmpty();
        for (int channel = 0; channel < LOOPS; channel++) {
            assertThat(hub.presence(Set.of(dialect), channel(channel)).connections())
                    .isZero();
        }
        assertThat(broker.calls().stream().filter(call -> call.startsWith("+")))
                .hasSameSizeAs(broker.calls().stream()
                        .filter(call -> call.startsWith("-"))
                        .toList());
    }

    private static List<String> heardNumbers(FakeLink resident) {
        return resident.heard().stream()
                .filter(word -> !word.equals("subscribed") && !word.equals("bye"))
                .toList();
    }

    private void publishAll(CountDownLatch start, int channel) {
        try {
            assertThat(start.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        for (int number = 0; number < PUBLICATIONS; number++) {
            String key = number % 2 == 0 ? "a=" : "";
            broker.publish(new Publication(channel(channel), null, "id", "now", null, key + number));
        }
    }

    private FakeLink opened(ScheduledExecutorService loop, int channel) throws Exception {
        FakeLink link = new FakeLink(Transport.WEBSOCKET, text);
        loop.submit(() -> hub.open(loop, request(link, Subscription.toAll(channel(channel)), 100_000, () -> {})))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return link;
    }

    /** Opens a session in one task of the loop, ends it in a later one, and so on. */
    private void comeAndGo(ScheduledExecutorService loop, int seed, int left, AtomicInteger ended) {
        if (left == 0) {
            return;
        }
        loop.execute(() -> {
            Random random = new Random(31L * seed + left);
            boolean sse = random.nextBoolean();
            FakeLink link = new FakeLink(sse ? Transport.SSE : Transport.WEBSOCKET, sse ? events : text);
            link.room(1 + random.nextInt(5));
            if (random.nextInt(4) == 0) {
                link.stick();
            }
            // some on channels of their own, so that the broker is subscribed and unsubscribed all the time
            Channel channel =
                    random.nextBoolean() ? channel(random.nextInt(LOOPS)) : new Channel("own-" + random.nextInt(3));
            Subscription wanted = new Subscription(channel, random.nextBoolean() ? "a" : null);
            Session session = hub.open(loop, request(link, wanted, 100_000, ended::incrementAndGet));
            link.whenWritable(session::becameWritable);
            session.receive("ping");
            loop.schedule(
                    () -> {
                        session.linkClosed();
                        comeAndGo(loop, seed, left - 1, ended);
                    },
                    random.nextInt(2_000),
                    TimeUnit.MICROSECONDS);
        });
    }

    private SessionRequest request(FakeLink link, Subscription wanted, int capacity, Runnable ended) {
        SessionRules rules = new SessionRules(
                capacity,
                1 << 26,
                Overflow.DROP_OLDEST,
                SessionRules.Heartbeat.every(Duration.ofMillis(200)),
                Duration.ofMinutes(5),
                Optional.empty(),
                Duration.ofSeconds(10));
        Conversation conversation = new PlainConversation(dialect, wanted, Optional.empty(), link.transport());
        return new SessionRequest(conversation, link, rules, Optional.empty(), _ -> ended.run());
    }

    private static Channel channel(int number) {
        return new Channel("channel-" + number);
    }
}
