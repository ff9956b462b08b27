package io.mycostream.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who finds a place, and who holds what afterwards. COM-16, COM-20, COM-22. */
class ConnectionLimitTest {

    private static final int PER_USER = 10;
    private static final int PER_NODE = 15;
    private static final long LIMIT_SECONDS = 20;
    private static final Optional<Quota> STREAM = Optional.of(new Quota(Subject.stream("mycosoft/devices"), 12));

    private final HeldPlaces held = new HeldPlaces();
    private final AtomicLong numbers = new AtomicLong();
    private final ConnectionLimit limit = new ConnectionLimit(this::take, PER_USER, PER_NODE);

    /** Places counted in this process. */
    private CompletableFuture<Optional<Lease>> take(Quota quota) {
        long number = numbers.incrementAndGet();
        return CompletableFuture.completedFuture(
                held.addWithin(quota, number)
                        ? Optional.of(new Lease(() -> held.remove(quota.subject(), number)))
                        : Optional.empty());
    }

    private Entry enter(Optional<String> user, Optional<Quota> stream) {
        return limit.enter(user, stream).toCompletableFuture().join();
    }

    private Entry enter(String user) {
        return enter(Optional.of(user), Optional.empty());
    }

    private List<Lease> granted(int count, String user) {
        return IntStream.range(0, count).mapToObj(_ -> lease(enter(user))).toList();
    }

    private static Lease lease(Entry entry) {
        return ((Entry.Granted) entry).lease();
    }

    private void assertNothingIsHeld() {
        assertThat(held.subjects()).isEmpty();
        assertThat(held.places(Scope.USER)).isZero();
        assertThat(held.places(Scope.STREAM)).isZero();
        assertThat(held.subjects(Scope.USER)).isZero();
        assertThat(limit.onNode()).isZero();
    }

    @Test
    void refusesTheOneThatWouldExceedTheCapOfItsUser() {
        List<Lease> leases = granted(PER_USER, "ana");

        assertThat(enter("ana")).isEqualTo(new Entry.Full(Scope.USER));
        assertThat(enter("Ana")).isInstanceOf(Entry.Granted.class);
        leases.getFirst().release();
        leases.getFirst().release();

        assertThat(enter("ana")).isInstanceOf(Entry.Granted.class);
        assertThat(enter("ana")).isEqualTo(new Entry.Full(Scope.USER));
        assertThat(limit.refused(Scope.USER)).isEqualTo(2);
    }

    // COM-22: cap, then capacity; who is refused late holds nothing of what was taken early
    @Test
    void givesBackWhatWasTakenBeforeTheRefusal() {
        IntStream.range(0, 12).forEach(n -> enter(Optional.of("user-" + n), STREAM));

        assertThat(enter(Optional.of("ana"), STREAM)).isEqualTo(new Entry.Full(Scope.STREAM));
        assertThat(held.numbers(Subject.user("ana"))).isEmpty();
        granted(3, "bo");
        assertThat(enter("ana")).isEqualTo(new Entry.Full(Scope.NODE));
        assertThat(held.numbers(Subject.user("ana"))).isEmpty();
        assertThat(enter(Optional.of("ana"), STREAM)).isEqualTo(new Entry.Full(Scope.STREAM));

        assertThat(limit.onNode()).isEqualTo(PER_NODE);
        assertThat(held.places(Scope.STREAM)).isEqualTo(12);
        assertThat(limit.refused(Scope.STREAM)).isEqualTo(2);
        assertThat(limit.refused(Scope.NODE)).isEqualTo(1);
    }

    // COM-16
    @Test
    void countsNobodyForHisStreamAndHisNodeOnly() {
        List<Lease> leases = IntStream.range(0, 12)
                .mapToObj(_ -> lease(enter(Optional.empty(), STREAM)))
                .toList();

        assertThat(held.places(Scope.USER)).isZero();
        assertThat(limit.onNode()).isEqualTo(12);
        assertThat(enter(Optional.empty(), STREAM)).isEqualTo(new Entry.Full(Scope.STREAM));

        leases.forEach(Lease::release);
        assertNothingIsHeld();
    }

    @Test
    void holdsNothingWhenCountingFails() {
        ConnectionLimit broken = new ConnectionLimit(
                quota -> quota.subject().scope() == Scope.USER
                        ? take(quota)
                        : CompletableFuture.failedStage(new IllegalStateException("wrong")),
                PER_USER,
                PER_NODE);

        assertThat(broken.enter(Optional.of("ana"), STREAM)
                        .toCompletableFuture()
                        .isCompletedExceptionally())
                .isTrue();
        assertNothingIsHeld();
    }

    @Test
    void limitsAreAtLeastOne() {
        assertThatThrownBy(() -> new ConnectionLimit(this::take, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ConnectionLimit(this::take, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Quota(Subject.user("ana"), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void exactlyTheCapGetsInOfAThousandAtOnce() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Entry>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                String user = i % 2 == 0 ? "ana" : "bo";
                attempts.add(threads.submit(() -> {
                    assertThat(start.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
                    return enter(user);
                }));
            }
            start.countDown();
        }

        List<Lease> leases = new ArrayList<>();
        for (Future<Entry> attempt : attempts) {
            if (attempt.get(LIMIT_SECONDS, TimeUnit.SECONDS) instanceof Entry.Granted(var lease)) {
                leases.add(lease);
            }
        }
        assertThat(leases).hasSize(PER_NODE);
        assertThat(held.numbers(Subject.user("ana"))).hasSizeLessThanOrEqualTo(PER_USER);
        assertThat(held.numbers(Subject.user("bo"))).hasSizeLessThanOrEqualTo(PER_USER);
        leases.forEach(Lease::release);
        assertNothingIsHeld();
    }

    @Test
    @Timeout(60)
    void nothingIsHeldWhenAllHaveLeft() throws Exception {
        List<Future<?>> work = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        if (enter(Optional.of("user-" + random.nextInt(3)), STREAM)
                                instanceof Entry.Granted(var lease)) {
                            assertThat(limit.onNode()).isBetween(1, PER_NODE);
                            lease.release();
                            lease.release();
                        }
                    }
                }));
            }
        }

        for (Future<?> done : work) {
            done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        assertNothingIsHeld();
    }
}
