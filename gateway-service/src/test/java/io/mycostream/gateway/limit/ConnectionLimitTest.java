package io.mycostream.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COM-20: connections per user. */
class ConnectionLimitTest {

    private static final int CAP = 10;
    private static final long LIMIT_SECONDS = 20;

    private final ConnectionLimit limit = new ConnectionLimit(CAP);

    @Test
    void refusesTheOneThatWouldExceedTheCap() {
        List<Lease> leases = places("ana", CAP);

        assertThat(limit.acquire("ana")).isEmpty();
        assertThat(limit.heldBy("ana")).isEqualTo(CAP);
        leases.getFirst().release();

        assertThat(limit.acquire("ana")).isPresent();
        assertThat(limit.acquire("ana")).isEmpty();
    }

    @Test
    void usersDoNotAffectEachOther() {
        places("ana", CAP);

        assertThat(limit.acquire("Ana")).isPresent();
        assertThat(limit.acquire("bo")).isPresent();
        assertThat(limit.users()).isEqualTo(3);
    }

    @Test
    void refusedConnectionsNeverCount() {
        List<Lease> leases = places("ana", CAP);
        for (int i = 0; i < 100; i++) {
            assertThat(limit.acquire("ana")).isEmpty();
        }

        leases.forEach(Lease::release);

        assertThat(limit.heldBy("ana")).isZero();
        assertThat(limit.users()).isZero();
    }

    /** COM-21: several ways in which a connection can end may say so. */
    @Test
    void givingBackTwiceGivesBackOnce() {
        List<Lease> leases = places("ana", 2);

        leases.getFirst().release();
        leases.getFirst().release();

        assertThat(limit.heldBy("ana")).isEqualTo(1);
    }

    @Test
    void thoseWhoAreNotCountedHoldNothing() {
        Lease uncounted = Lease.uncounted();

        uncounted.release();
        uncounted.release();

        assertThat(limit.users()).isZero();
    }

    @Test
    void aUserNeedsAPlace() {
        assertThatThrownBy(() -> new ConnectionLimit(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void exactlyTheCapGetsInOfAThousandAtOnce() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Optional<Lease>>> attempts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                attempts.add(threads.submit(() -> {
                    assertThat(start.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
                    return limit.acquire("ana");
                }));
            }
            start.countDown();
        }

        List<Lease> leases = new ArrayList<>();
        for (Future<Optional<Lease>> attempt : attempts) {
            attempt.get(LIMIT_SECONDS, TimeUnit.SECONDS).ifPresent(leases::add);
        }
        assertThat(leases).hasSize(CAP);
        leases.forEach(Lease::release);
        assertThat(limit.users()).isZero();
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
                        String user = "user-" + random.nextInt(3);
                        Optional<Lease> lease = limit.acquire(user);
                        assertThat(limit.heldBy(user)).isBetween(0, CAP);
                        lease.ifPresent(Lease::release);
                        lease.ifPresent(Lease::release);
                    }
                }));
            }
        }

        for (Future<?> done : work) {
            done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(limit.users()).isZero();
    }

    private List<Lease> places(String user, int count) {
        return Stream.generate(() -> limit.acquire(user).orElseThrow())
                .limit(count)
                .toList();
    }
}
