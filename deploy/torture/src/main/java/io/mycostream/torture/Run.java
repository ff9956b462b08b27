package io.mycostream.torture;

import io.mycostream.local.RedisServer;
import io.mycostream.local.TokenIssuer;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.torture.client.Subscriber;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Memory;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.Remains;
import io.mycostream.torture.journal.RunClock;
import io.mycostream.torture.journal.Source;
import io.mycostream.torture.journal.Terms;
import io.mycostream.torture.judge.Judge;
import io.mycostream.torture.nemesis.Nemesis;
import io.mycostream.torture.nemesis.Plan;
import io.mycostream.torture.nemesis.Step;
import io.mycostream.torture.node.Counters;
import io.mycostream.torture.node.GatewayNode;
import io.mycostream.torture.publish.PlainSpeaker;
import io.mycostream.torture.publish.SdkSpeaker;
import io.mycostream.torture.publish.Speaker;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One run on real processes: starts everything, lets the nemesis work, waits until it is quiet, lets everybody go and hands
 * over what they wrote down.
 */
final class Run implements AutoCloseable {

    /**
     * Back within two seconds is promised. A gateway's memory may grow by 64 MiB after its warm-up: Netty keeps the buffers
     * it once needed, four MiB for each of its arenas and rarely all of them, and C1 goes on compiling; a leak of one event
     * in ten would be beyond that within minutes.
     */
    static final Terms TERMS = new Terms(Duration.ofSeconds(2), Duration.ofSeconds(5), 64L << 20, 4_000);

    /** Long enough for each publisher to have published and each subscriber to have heard. */
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    private static final Duration WARM_UP = Duration.ofSeconds(4);

    private static final Duration BEFORE_THE_END = Duration.ofMillis(2_500);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(25);
    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(15);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(250);

    /** So much that a subscriber that stops reading for ten seconds fills the system's buffers and then its queue. */
    private static final int BULK = 24_000;

    private static final int USERS = 5;

    private final TortureOptions options;
    private final Plan plan;
    private final Path folder;
    private final Consumer<String> words;
    private final RunClock clock = new RunClock();
    private final HttpClient http = HttpClient.newHttpClient();
    private final RedisServer redis;
    private final List<GatewayNode> gateways = new CopyOnWriteArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<Speaker> speakers = new ArrayList<>();
    private final Map<Long, Memory> memories = new HashMap<>();

    /**
     * Starts Redis.
     *
     * @param application the gateway's {@code quarkus-app} folder
     * @param folder for logs
     * @param words takes what is to be said on the way
     */
    Run(TortureOptions options, Plan plan, Path application, Path folder, Consumer<String> words) throws IOException {
        this.options = options;
        this.plan = plan;
        this.folder = folder;
        this.words = words;
        redis = RedisServer.startKeepingData();
        TokenIssuer tokens = TokenIssuer.generate("mycostream-torture", "OBSERVER", folder);
        // places of a gateway that is killed are free again before the end
        Map<String, String> settings = Map.of(
                "gateway.limits.connections-per-user",
                "1000",
                "gateway.limits.lease",
                "5s",
                "gateway.limits.queue-size",
                "50",
                "gateway.mycosoft.heartbeat-interval",
                "5s",
                "gateway.history.mas-devices.channels",
                ChannelNames.DEVICES_TELEMETRY,
                "gateway.history.mas-devices.size",
                String.valueOf(TERMS.kept()));
        for (int number = 0; number < options.gateways(); number++) {
            gateways.add(new GatewayNode(number, application, redis.uri(), tokens, settings, folder, http));
        }
        for (Plan.Listener listener : plan.listeners()) {
            subscribers.add(new Subscriber(
                    listener.number(),
                    listener.form(),
                    listener.device(),
                    tokens.issue("torture-" + listener.number() % USERS, TOKEN_LIFETIME),
                    gateways,
                    clock,
                    listener.seed()));
        }
        Duration interval = Duration.ofNanos(1_000_000_000L * plan.sources().size() / options.rate());
        for (Source source : plan.sources()) {
            speakers.add(speaker(source, interval));
        }
    }

    private Speaker speaker(Source source, Duration interval) {
        int bulk = source.name().equals("loud") ? BULK : 0;
        return source.sdk()
                ? new SdkSpeaker(
                        source,
                        interval,
                        bulk,
                        clock,
                        redis.uri(),
                        TERMS.kept(),
                        source.name().equals("sdk2"))
                : new PlainSpeaker(
                        source,
                        interval,
                        bulk,
                        clock,
                        redis.port(),
                        plan.seed() + source.name().hashCode());
    }

    /** Does it all and returns what is known of it. */
    Evidence perform() throws IOException, InterruptedException {
        start();
        Thread.sleep(WARM_UP);
        weigh();
        Nemesis nemesis = new Nemesis(redis, gateways, subscribers, clock);
        disturb(nemesis);
        Thread.sleep(BEFORE_THE_END);
        // those that were started again meanwhile are warm by now
        weigh();
        words.accept("quiet: the publishers stop, everybody catches up");
        for (Speaker speaker : speakers) {
            speaker.stop();
        }
        awaitQuiet();
        // TCP tries ever more rarely to reach somebody who did not read: what is on its way may take that long
        if (!await(CATCH_UP_LIMIT, () -> !Judge.misses(evidence(nemesis, List.of())))) {
            words.accept("not everybody could catch up");
        }
        subscribers.forEach(Subscriber::closeRecord);
        words.accept("the subscribers leave");
        for (Subscriber subscriber : subscribers) {
            subscriber.stop();
        }
        List<Remains> remains = awaitNothing();
        weigh();
        return evidence(nemesis, remains);
    }

    private Evidence evidence(Nemesis nemesis, List<Remains> remains) {
        return new Evidence(
                TERMS,
                plan.sources(),
                publications(),
                subscribers.stream().map(Subscriber::testimony).toList(),
                nemesis.disturbances(),
                remains,
                List.copyOf(memories.values()));
    }

    private List<Publication> publications() {
        return speakers.stream()
                .flatMap(speaker -> speaker.publications().stream())
                .toList();
    }

    private void start() throws IOException, InterruptedException {
        words.accept("starting %d gateways".formatted(gateways.size()));
        for (GatewayNode gateway : gateways) {
            gateway.launch();
        }
        for (GatewayNode gateway : gateways) {
            gateway.awaitReady();
        }
        words.accept("%d subscribers connect".formatted(subscribers.size()));
        subscribers.forEach(Subscriber::start);
        if (!await(CONNECT_LIMIT, () -> subscribers.stream().allMatch(Subscriber::connected))) {
            words.accept("not all subscribers could connect; the records say why");
        }
        words.accept("%d publishers publish %d events per second".formatted(speakers.size(), options.rate()));
        speakers.forEach(Speaker::start);
    }

    private void weigh() throws IOException, InterruptedException {
        for (GatewayNode gateway : gateways) {
            weigh(gateway);
        }
    }

    /** Notes how large a process is; the first time counts as warm, the latest as the last. */
    private void weigh(GatewayNode gateway) throws IOException, InterruptedException {
        long bytes = gateway.residentBytes();
        gateway.describeHeap(folder.resolve("gateway-%d.heap-at-%d-s.txt"
                .formatted(gateway.number(), Duration.ofNanos(clock.now()).toSeconds())));
        memories.merge(
                gateway.pid(),
                new Memory(gateway.number(), gateway.pid(), bytes, bytes),
                (warm, last) -> new Memory(warm.gateway(), warm.pid(), warm.warm(), last.last()));
    }

    /** Upheavals come one after the other; beside them single subscribers have their lapses, until the upheavals are over. */
    private void disturb(Nemesis nemesis) throws InterruptedException {
        long deadline = System.nanoTime() + options.duration().toNanos();
        boolean byRounds = options.rounds() > 0 && !plan.upheavals().isEmpty();
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread lapses = Thread.ofVirtual().name("lapses").start(() -> {
            for (Step step : plan.lapses()) {
                if (over.isDone() || !attempt(nemesis, step)) {
                    return;
                }
            }
        });
        int done = 0;
        for (Step step : plan.upheavals()) {
            if (byRounds ? done == options.rounds() : System.nanoTime() > deadline) {
                break;
            }
            words.accept("%d: %s".formatted(done + 1, step.kind().word()));
            if (!attempt(nemesis, step)) {
                break;
            }
            done++;
        }
        if (!byRounds) {
            Thread.sleep(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        over.complete(null);
        lapses.join(Duration.ofSeconds(5));
    }

    private boolean attempt(Nemesis nemesis, Step step) {
        try {
            nemesis.perform(step);
            return true;
        } catch (IOException | IllegalStateException e) {
            words.accept("%s did not succeed: %s".formatted(step.kind().word(), e.getMessage()));
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long[] seen = {-1, System.nanoTime()};
        await(QUIET_LIMIT, () -> {
            long entries = subscribers.stream().mapToLong(Subscriber::entries).sum();
            boolean allThere = subscribers.stream().allMatch(Subscriber::attentive);
            if (entries != seen[0] || !allThere) {
                seen[0] = entries;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > QUIET.toNanos();
        });
    }

    private List<Remains> awaitNothing() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TERMS.settlesWithin().toNanos();
        while (true) {
            List<Remains> remains = Counters.read(gateways, redis.port());
            if (remains.stream().allMatch(left -> left.value() == 0) || System.nanoTime() > deadline) {
                return remains;
            }
            Thread.sleep(LOOK);
        }
    }

    private static boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    /** Ends all processes; safe to call at any time and from any thread. */
    @Override
    public void close() {
        for (Speaker speaker : speakers) {
            speaker.close();
        }
        for (GatewayNode gateway : gateways) {
            gateway.close();
        }
        redis.close();
        http.shutdownNow();
    }
}
