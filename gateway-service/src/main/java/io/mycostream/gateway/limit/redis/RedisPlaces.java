package io.mycostream.gateway.limit.redis;

import io.mycostream.gateway.limit.HeldPlaces;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.limit.Places;
import io.mycostream.gateway.limit.Quota;
import io.mycostream.gateway.limit.Scope;
import io.mycostream.gateway.limit.Subject;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Places as leases in Redis: counted for all nodes together, and free by themselves soon after their node has died.
 *
 * <p>What this node holds is also kept here. Without Redis it counts that alone, by the same quotas, and enters it when
 * Redis is back; nobody who has a place loses it. Everything but the counts happens on one Vert.x context, and what is said
 * to Redis is said in that order on one connection: a renewal never brings back what was given back.
 */
public final class RedisPlaces implements Places {

    /**
     * How long things take.
     *
     * @param lease how long a place outlives its node; renewed three times within it
     * @param answer longest wait for Redis' word on a place
     * @param connect longest wait for a connection
     * @param pause longest pause between two attempts to connect, before jitter
     */
    public record Times(Duration lease, Duration answer, Duration connect, Duration pause) {}

    private static final Logger LOG = Logger.getLogger(RedisPlaces.class);

    private static final int RENEWALS_IN_A_LEASE = 3;

    /** Places given back without Redis' knowledge that are remembered; further ones end with their lease. */
    private static final int OWED = 100_000;

    /** A connection that waits for its place. */
    private static final class Take {

        private final Quota quota;
        private final long number;
        private final CompletableFuture<Optional<Lease>> answer;
        private boolean asked;
        private boolean decided;
        private int looks;

        private Take(Quota quota, long number, CompletableFuture<Optional<Lease>> answer) {
            this.quota = quota;
            this.number = number;
            this.answer = answer;
        }
    }

    /** A place that is not held here any more, and may be held in Redis until its lease is over. */
    private record Debt(Subject subject, long number, long sinceNanos) {}

    private final HeldPlaces held = new HeldPlaces();
    private final LongAdder failedRenewals = new LongAdder();
    private final Vertx vertx;
    private final Context context;
    private final PlaceCommands commands;
    private final RedisLink link;
    private final Duration lease;

    // from here on: confined to the context, or volatile for readers
    private final Deque<Take> asked = new ArrayDeque<>();
    private final Deque<Debt> owed = new ArrayDeque<>();
    private @Nullable Line line;
    /** Whether all that is held here has been entered on the present connection, so that Redis' count means something. */
    private boolean entered;

    private boolean troubled;
    private boolean complained;
    private boolean left;
    private long lastNumber;
    private volatile boolean shared;

    /**
     * Creates places that nobody holds, counted by this node alone until {@link #start}.
     *
     * @param connections opens a connection that closing ends; one at a time is used. It has to end by itself when nothing
     *     arrives on it for some seconds
     */
    public RedisPlaces(Vertx vertx, Supplier<Future<RedisConnection>> connections, Times times) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.lease = times.lease();
        this.commands = new PlaceCommands(times.lease());
        this.link = new RedisLink(
                vertx,
                context,
                connections,
                new RedisLink.Patience(times.connect(), times.pause(), times.answer()),
                new Events());
    }

    /** Connects to Redis, and stays connected from now on; call it once. */
    public void start() {
        context.runOnContext(_ -> link.start());
    }

    /**
     * Gives back all places of this node, and leaves Redis; from now on this node counts alone.
     *
     * @return completes when Redis has been told, or cannot be
     */
    public CompletionStage<Void> leave() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(_ -> {
            left = true;
            entered = false;
            shared = false;
            Line told = line;
            if (told != null) {
                held.subjects().forEach(subject -> giveBack(told, subject, held.numbers(subject)));
            }
            closeWhenTold(done);
        });
        return done;
    }

    private void closeWhenTold(CompletableFuture<Void> done) {
        Line told = line;
        if (told == null || told.idle()) {
            link.close();
            done.complete(null);
        } else {
            vertx.setTimer(1, _ -> closeWhenTold(done));
        }
    }

    /** Whether places are counted over all nodes now; else this node counts some or all of them alone. */
    public boolean shared() {
        return shared;
    }

    /** Subjects of this kind who hold a place on this node. */
    public int subjects(Scope scope) {
        return held.subjects(scope);
    }

    /** Places of this kind held on this node. */
    public int places(Scope scope) {
        return held.places(scope);
    }

    /** Renewals that Redis refused or did not answer, one count per command. */
    public long failedRenewals() {
        return failedRenewals.sum();
    }

    @Override
    public CompletionStage<Optional<Lease>> take(Quota quota) {
        CompletableFuture<Optional<Lease>> answer = new CompletableFuture<>();
        context.runOnContext(_ -> ask(new Take(quota, ++lastNumber, answer)));
        return answer;
    }

    private void ask(Take take) {
        Line present = line;
        if (present == null || !entered) {
            decideAlone(take);
            return;
        }
        take.asked = true;
        asked.add(take);
        present.send(commands.take(take.quota, take.number), answer -> {
            if (take.decided) {
                return;
            }
            if (answer.failed()) {
                trouble(String.valueOf(answer.cause().getMessage()));
                decideAlone(take);
            } else if (answer.result().toString().equals("1")) {
                // Redis may have lost what this node holds and has not entered again yet
                boolean within = held.addWithin(take.quota, take.number);
                if (!within) {
                    giveBack(take.quota.subject(), take.number);
                }
                decide(take, within);
            } else {
                decide(take, false);
            }
        });
    }

    private void decideAlone(Take take) {
        Subject subject = take.quota.subject();
        boolean within = held.addWithin(take.quota, take.number);
        Line present = line;
        if (within && present != null && !left) {
            present.send(commands.renew(subject, List.of(take.number)), answer -> {
                if (answer.failed()) {
                    trouble(String.valueOf(answer.cause().getMessage()));
                }
            });
        } else if (!within && take.asked) {
            // whether Redis has given it the place is not known
            giveBack(subject, take.number);
        }
        decide(take, within);
    }

    private void decide(Take take, boolean taken) {
        take.decided = true;
        Subject subject = take.quota.subject();
        take.answer.complete(
                taken
                        ? Optional.of(new Lease(() -> context.runOnContext(_ -> {
                            held.remove(subject, take.number);
                            giveBack(subject, take.number);
                        })))
                        : Optional.empty());
    }

    private void giveBack(Subject subject, long number) {
        Line present = line;
        if (present == null) {
            owe(subject, number);
        } else {
            giveBack(present, subject, List.of(number));
        }
    }

    private void giveBack(Line told, Subject subject, List<Long> numbers) {
        for (int from = 0; from < numbers.size(); from += Renewal.PLACES_AT_A_TIME) {
            List<Long> some = numbers.subList(from, Math.min(from + Renewal.PLACES_AT_A_TIME, numbers.size()));
            told.send(commands.giveBack(subject, some), answer -> {
                if (answer.failed()) {
                    some.forEach(number -> owe(subject, number));
                }
            });
        }
    }

    private void owe(Subject subject, long number) {
        owed.add(new Debt(subject, number, System.nanoTime()));
        forgetOldDebts();
    }

    private void forgetOldDebts() {
        long now = System.nanoTime();
        while (!owed.isEmpty() && (owed.size() > OWED || now - owed.peek().sinceNanos() > lease.toNanos())) {
            owed.remove();
        }
    }

    private void payDebts(Line present) {
        forgetOldDebts();
        List<Debt> debts = List.copyOf(owed);
        owed.clear();
        debts.forEach(debt -> giveBack(present, debt.subject(), List.of(debt.number())));
    }

    private void renew(Line present) {
        if (present != line || left) {
            return;
        }
        troubled = false;
        long next = System.nanoTime() + lease.toNanos() / RENEWALS_IN_A_LEASE;
        Renewal.begin(present, commands, held, round -> {
            renewed(present, round);
            long pause = TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime());
            vertx.setTimer(Math.max(1, pause), _ -> renew(present));
        });
    }

    private void renewed(Line present, Renewal round) {
        failedRenewals.add(round.failures());
        Throwable failure = round.failure();
        if (failure != null) {
            trouble(String.valueOf(failure.getMessage()));
        }
        if (present != line || left) {
            return;
        }
        entered = true;
        if (!troubled) {
            shared = true;
            link.works();
            if (complained) {
                complained = false;
                LOG.infof("places are counted over all nodes again users=%d", held.subjects(Scope.USER));
            }
        }
    }

    private void trouble(String why) {
        troubled = true;
        shared = false;
        if (!complained && !left) {
            complained = true;
            LOG.warnf("this node counts places alone until Redis counts them again: %s", why);
        }
    }

    /** What becomes of the connection. */
    private final class Events implements RedisLink.Owner {

        @Override
        public void opened(Line opened) {
            line = opened;
            payDebts(opened);
            renew(opened);
        }

        @Override
        public void lost(String why) {
            line = null;
            entered = false;
            trouble(why);
        }

        @Override
        public void looked() {
            while (!asked.isEmpty() && (asked.peek().decided || asked.peek().looks >= RedisLink.LOOKS)) {
                Take next = asked.remove();
                if (!next.decided) {
                    trouble("a place was not answered for in time");
                    decideAlone(next);
                }
            }
            asked.forEach(take -> take.looks++);
        }
    }
}
