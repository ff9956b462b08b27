package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.BrokerException;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.RetentionRules;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Broker over Redis: Pub/Sub for what happens now, the histories for what was missed.
 *
 * <p>It holds a {@link Feed} for every channel that is listened to, or kept for those who return. What its methods are
 * asked for is done on the broker's own Vert.x context, in the order of asking; the listener is called there too.
 */
public final class RedisBroker implements Broker {

    /**
     * What the broker takes and keeps at most.
     *
     * @param eventBytes of one message; larger ones are dropped and counted
     * @param historyBytes of the publications kept for channels to which nobody listens here, all together
     */
    public record Bounds(int eventBytes, long historyBytes) {}

    /** Our own channels in Redis: nobody's publications. */
    private static final String OURS = "mycostream:";

    /**
     * How long a channel is still heard after its last client has left: who is cut off comes back within seconds, and of
     * what was published without a position in between only a node that listened knows.
     */
    private static final long LINGER_MILLIS = 5_000;

    private static final long CHECK_MILLIS = 10_000;

    /** Longer than a message is under way from one of us to Redis and back. */
    private static final long UNDER_WAY_MICROS = 1_000_000;

    private final Vertx vertx;
    private final Context context;
    private final RetentionRules rules;
    private final long historyBytes;
    private final LongSupplier nanoClock;
    private final Subscriber subscriber;
    private final RedisMeans means;
    private final BrokerCounters counters;
    private final List<Interest> always;

    // from here on: confined to the context
    /** Those to which nobody listens in the order in which they were heard last. */
    private final Map<String, Feed> feeds = new LinkedHashMap<>();

    /** Bytes heard by nobody since it was counted how much is kept of that. */
    private long uncountedBytes;

    /** Those of {@link #always} that Redis has confirmed, with the time since when by its clock. */
    private final Map<Interest, Long> alwaysHeard = new HashMap<>();

    /** The timers of those channels that are still heard though their last client has left. */
    private final Map<String, Long> lingering = new HashMap<>();

    /** What is to be forgotten in many channels, some of which are not known yet. */
    private final List<Sweep> sweeps = new ArrayList<>(0);

    private record Sweep(String beginning, String command, List<Future<Void>> forgetting) {

        void over(String channel, Feed feed) {
            if (channel.startsWith(beginning)) {
                forgetting.add(feed.forget(command));
            }
        }
    }

    private long checkTimer = -1;

    /**
     * Creates a broker that is not connected yet.
     *
     * @param redis client whose connections are used; see {@link Subscriber}
     */
    public RedisBroker(
            Vertx vertx,
            RedisConnections redis,
            Rhythm rhythm,
            RetentionRules rules,
            Bounds bounds,
            InstantSource clock,
            BrokerCounters counters) {
        this(vertx, redis, rhythm, rules, bounds, clock, System::nanoTime, counters);
    }

    /** As above, but with time handed in: it measures the age of histories, like {@link System#nanoTime()}. */
    RedisBroker(
            Vertx vertx,
            RedisConnections redis,
            Rhythm rhythm,
            RetentionRules rules,
            Bounds bounds,
            InstantSource clock,
            LongSupplier nanoClock,
            BrokerCounters counters) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.rules = rules;
        this.historyBytes = bounds.historyBytes();
        this.nanoClock = nanoClock;
        this.always = always(rules);
        this.counters = counters;
        this.subscriber = new Subscriber(vertx, context, redis, rhythm, new Switchboard());
        this.means = new RedisMeans(vertx, context, subscriber, bounds.eventBytes(), clock, counters);
    }

    /** Connects to Redis, and stays connected from now on; call it once. What is subscribed earlier waits until then. */
    public void start() {
        onContext(() -> {
            always.forEach(subscriber::add);
            checkTimer = vertx.setPeriodic(CHECK_MILLIS, _ -> check());
            subscriber.start();
        });
    }

    /** What is heard with or without clients, each channel once: Redis sends a message for every pattern it matches. */
    private static List<Interest> always(RetentionRules rules) {
        List<Interest> wanted =
                rules.always().stream().map(RedisBroker::interest).toList();
        return wanted.stream()
                .filter(one -> wanted.stream().noneMatch(other -> other.includes(one)))
                .distinct()
                .toList();
    }

    private static Interest interest(RetentionRules.Rule rule) {
        String pattern = rule.pattern();
        return rule.isBeginning()
                ? Interest.inBeginning(pattern.substring(0, pattern.length() - 1))
                : Interest.inChannel(pattern);
    }

    /** Whether messages reach this node now, proven by a probe. */
    public Delivery delivery() {
        return subscriber.delivery();
    }

    /** What was counted. */
    public BrokerCounters counters() {
        return counters;
    }

    @Override
    public void subscribe(Channel channel, Listener listener) {
        onContext(() -> {
            stay(channel.name());
            boolean heard = feeds.containsKey(channel.name());
            feed(channel.name()).listener(listener);
            if (!heard && !isAlways(channel.name())) {
                subscriber.add(Interest.inChannel(channel.name()));
            }
        });
    }

    @Override
    public Runnable join(Channel channel, Optional<Resume> resume, Consumer<Recovery> joined) {
        onContext(() -> {
            Feed feed = feeds.get(channel.name());
            if (feed != null && feed.hasListener()) {
                feed.join(resume, joined);
            }
        });
        return () -> onContext(() -> {
            Feed feed = feeds.get(channel.name());
            if (feed != null) {
                feed.giveUp(joined);
            }
        });
    }

    @Override
    public void unsubscribe(Channel channel) {
        onContext(() -> {
            Feed feed = feeds.get(channel.name());
            if (feed != null) {
                feed.listener(null);
                if (!isAlways(channel.name())) {
                    linger(channel.name());
                }
            }
        });
    }

    @Override
    public CompletionStage<Void> send(Channel channel, String message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        onContext(() -> means.send(channel.name(), message)
                .onSuccess(sent::complete)
                .onFailure(failure -> sent.completeExceptionally(
                        new BrokerException("could not be published to " + channel, failure))));
        return sent;
    }

    @Override
    public CompletionStage<Void> forget(Channel channel, String command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        inPlace(() -> tell(
                done,
                "what was published on " + channel + " is forgotten here only",
                forgetHere(channel.name(), command)));
        return done;
    }

    private Future<Void> forgetHere(String channel, String command) {
        Feed feed = feeds.get(channel);
        if (feed != null) {
            return feed.forget(command);
        }
        // a feed reads the history first, and so knows up to where it is to be forgotten; without one nothing is heard
        return isAlways(channel) ? feed(channel).forget(command) : Future.succeededFuture();
    }

    @Override
    public CompletionStage<Void> forgetAll(String beginning, String command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        inPlace(() -> tell(
                done,
                "what was published on " + beginning + "* may not be forgotten everywhere",
                sweep(beginning, command)));
        return done;
    }

    /**
     * Channels that are known forget at once. Of the others Redis tells, and those whose feed is made meanwhile, for a
     * message that came later, forget what was there before it.
     */
    private Future<Void> sweep(String beginning, String command) {
        Sweep sweep = new Sweep(beginning, command, new ArrayList<>());
        sweeps.add(sweep);
        feeds.forEach((channel, feed) -> sweep.over(channel, feed));
        return means.channels(beginning)
                .onSuccess(channels -> channels.stream()
                        .filter(channel -> !feeds.containsKey(channel) && isAlways(channel))
                        .forEach(this::feed))
                // what has no history by now has nothing to forget
                .onComplete(_ -> sweeps.remove(sweep))
                .compose(_ -> Future.join(sweep.forgetting()))
                .mapEmpty();
    }

    private static void tell(CompletableFuture<Void> asked, String failure, Future<Void> done) {
        done.onSuccess(asked::complete)
                .onFailure(why -> asked.completeExceptionally(new BrokerException(failure, why)));
    }

    @Override
    public boolean delivers() {
        return delivery().proven();
    }

    @Override
    public void close() {
        onContext(() -> {
            vertx.cancelTimer(checkTimer);
            subscriber.close();
        });
    }

    private void linger(String channel) {
        stay(channel);
        lingering.put(channel, vertx.setTimer(LINGER_MILLIS, _ -> leave(channel)));
    }

    /** Ends the lingering, so that the next one lasts its whole time again. */
    private void stay(String channel) {
        Long timer = lingering.remove(channel);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void leave(String channel) {
        lingering.remove(channel);
        Feed feed = feeds.get(channel);
        if (feed != null && !feed.hasListener()) {
            feeds.remove(channel);
            subscriber.remove(Interest.inChannel(channel));
        }
    }

    /** The feed of a channel, made when there is none. */
    private Feed feed(String channel) {
        Feed present = feeds.get(channel);
        if (present != null) {
            return present;
        }
        Channel named = new Channel(channel);
        Feed made = new Feed(named, rules.of(named), means, nanoClock);
        feeds.put(channel, made);
        sweeps.forEach(sweep -> sweep.over(channel, made));
        alwaysHeard.forEach((interest, sinceMicros) -> {
            if (interest.covers(channel)) {
                // it may have been forgotten since the subscription began, and its reports then counted in vain
                made.subscribed(Math.max(sinceMicros, subscriber.redisMicros() - UNDER_WAY_MICROS));
            }
        });
        return made;
    }

    private boolean isAlways(String channel) {
        return always.stream().anyMatch(interest -> interest.covers(channel));
    }

    /**
     * Forgets what nobody wants, and has every quiet channel read that has clients. That is one burst for all of them, of
     * which a few readings at a time are under way ({@link RedisMeans}): each is one request that shows nothing new, and
     * spreading them would take a rhythm for each channel.
     */
    private void check() {
        feeds.entrySet()
                .removeIf(each -> isAlways(each.getKey()) && each.getValue().isForgotten());
        subscriber.readClock();
        feeds.values().stream().filter(Feed::hasListener).forEach(Feed::check);
    }

    private void heardByNobody(String channel, Feed feed, int bytes) {
        feeds.remove(channel);
        feeds.put(channel, feed);
        uncountedBytes += bytes;
        // counting looks at every channel, so not for every message
        if (uncountedBytes > historyBytes / 4) {
            uncountedBytes = 0;
            forgetTheQuietest();
        }
    }

    /** Makes room among the channels to which nobody listens: Redis still has what is forgotten here. */
    private void forgetTheQuietest() {
        long kept = feeds.values().stream()
                .filter(feed -> !feed.hasListener())
                .mapToLong(Feed::bytes)
                .sum();
        for (Iterator<Map.Entry<String, Feed>> quietest = feeds.entrySet().iterator();
                kept > historyBytes * 3 / 4 && quietest.hasNext(); ) {
            Map.Entry<String, Feed> next = quietest.next();
            if (!next.getValue().hasListener() && isAlways(next.getKey())) {
                kept -= next.getValue().bytes();
                next.getValue().interrupted();
                quietest.remove();
                counters.historyForgotten();
            }
        }
    }

    /** At once for the listener, who is called on the context: between the message that it hears and the next. */
    private void inPlace(Runnable task) {
        if (context.equals(Vertx.currentContext())) {
            task.run();
        } else {
            onContext(task);
        }
    }

    private void onContext(Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    /** Connects the subscription's messages with the feeds. */
    private final class Switchboard implements Subscriber.Receiver {

        @Override
        public void received(String channel, byte[] message) {
            Feed feed = feeds.get(channel);
            if (feed == null && isAlways(channel) && !channel.startsWith(OURS)) {
                feed = feed(channel);
            }
            if (feed != null) {
                feed.received(message);
                if (!feed.hasListener()) {
                    heardByNobody(channel, feed, message.length);
                }
            }
        }

        @Override
        public void subscribed(Interest interest, long sinceMicros) {
            if (always.contains(interest)) {
                alwaysHeard.put(interest, sinceMicros);
                feeds.forEach((channel, feed) -> {
                    if (interest.covers(channel)) {
                        feed.subscribed(sinceMicros);
                    }
                });
                if (!interest.beginning()) {
                    feed(interest.name());
                }
            } else {
                Feed feed = feeds.get(interest.name());
                if (feed != null) {
                    feed.subscribed(sinceMicros);
                }
            }
        }

        @Override
        public void interrupted() {
            alwaysHeard.clear();
            feeds.values().forEach(Feed::interrupted);
        }
    }
}
