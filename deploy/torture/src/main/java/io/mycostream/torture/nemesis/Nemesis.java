package io.mycostream.torture.nemesis;

import io.mycostream.local.RedisServer;
import io.mycostream.torture.client.Subscriber;
import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.RunClock;
import io.mycostream.torture.node.GatewayNode;
import io.mycostream.torture.node.Resp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/** Carries disturbances out, heals what it has broken, and writes down when it did. Safe for use by two threads. */
public final class Nemesis {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern CLIENT_ID = Pattern.compile("(?m)^id=(\\d+)");

    private final RedisServer redis;
    private final List<GatewayNode> gateways;
    private final List<Subscriber> subscribers;
    private final RunClock clock;
    private final Queue<Disturbance> done = new ConcurrentLinkedQueue<>();

    public Nemesis(RedisServer redis, List<GatewayNode> gateways, List<Subscriber> subscribers, RunClock clock) {
        this.redis = redis;
        this.gateways = gateways;
        this.subscribers = subscribers;
        this.clock = clock;
    }

    /** Waits for its calm and does one step; returns when everything is as before, for a subscriber's lapse at once. */
    public void perform(Step step) throws IOException, InterruptedException {
        Thread.sleep(step.calm());
        long began = clock.now();
        long length = step.length().toMillis();
        String detail = switch (step.kind()) {
            case REDIS_KILL -> {
                redis.kill();
                Thread.sleep(step.length());
                redis.restart();
                yield "a kill of Redis, away for %d ms, back with its data".formatted(length);
            }
            case REDIS_LOSS -> {
                redis.kill();
                Thread.sleep(step.length());
                redis.restartEmpty();
                yield "a kill of Redis, away for %d ms, back empty".formatted(length);
            }
            case REDIS_PAUSE -> {
                redis.pause();
                try {
                    Thread.sleep(step.length());
                } finally {
                    redis.resume();
                }
                yield "a pause of Redis for %d ms".formatted(length);
            }
            case CLIENT_KILL -> killOneConnection(step.luck());
            case GATEWAY_KILL -> {
                gateways.get(step.target()).kill();
                restart(step);
                yield "a kill of gateway %d".formatted(step.target());
            }
            case GATEWAY_DRAIN -> {
                gateways.get(step.target()).drain();
                restart(step);
                yield "a drain of gateway %d".formatted(step.target());
            }
            case STALL -> {
                subscribers.get(step.target()).stall(step.length());
                yield "a stall of subscriber %d for %d ms".formatted(step.target(), length);
            }
            case LEAVE -> {
                subscribers.get(step.target()).leave(step.length());
                yield "subscriber %d away for %d ms".formatted(step.target(), length);
            }
        };
        long ended = step.kind().disturbsOneSubscriber() ? began + step.length().toNanos() : clock.now();
        done.add(new Disturbance(step.kind(), step.target(), detail, began, ended));
    }

    private void restart(Step step) throws IOException, InterruptedException {
        GatewayNode gateway = gateways.get(step.target());
        Thread.sleep(step.length());
        gateway.launch();
        gateway.awaitReady();
    }

    private String killOneConnection(double luck) throws IOException {
        String type = luck < 0.6 ? "pubsub" : "normal";
        try (Resp connection = new Resp(redis.port(), PATIENCE)) {
            String own = String.valueOf(connection.command("CLIENT", "ID"));
            String clients = Objects.toString(connection.command("CLIENT", "LIST", "TYPE", type), "");
            List<String> ids = CLIENT_ID
                    .matcher(clients)
                    .results()
                    .map(found -> found.group(1))
                    .filter(id -> !id.equals(own))
                    .toList();
            if (ids.isEmpty()) {
                return "no connection of type " + type + " to cut";
            }
            connection.command("CLIENT", "KILL", "ID", ids.get((int) (luck * 1_000_003 % ids.size())));
            return "a cut of one of %d connections of type %s".formatted(ids.size(), type);
        }
    }

    /** What was done until now. */
    public List<Disturbance> disturbances() {
        return List.copyOf(done);
    }
}
