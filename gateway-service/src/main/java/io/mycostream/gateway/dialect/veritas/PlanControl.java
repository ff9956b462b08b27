package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The commands on {@code veritas:control}, which every node hears: {@code {"command": "clear_history", "plan_id": string or
 * null}} forgets the events of a plan, or of all. Each node carries a command out in its place among the publications that it
 * hears; anything else is passed over.
 */
@Singleton
class PlanControl implements Broker.Listener {

    static final Channel CHANNEL = new Channel("veritas:control");

    private static final Logger LOG = Logger.getLogger(PlanControl.class);

    private final Hub hub;
    private final InstantSource clock;

    /** Commands that this node has sent and not carried out yet, by their ids. */
    private final Map<String, CompletableFuture<Void>> sent = new ConcurrentHashMap<>();

    PlanControl(Hub hub, InstantSource clock) {
        this.hub = hub;
        this.clock = clock;
    }

    void started(@Observes StartupEvent event) {
        hub.watch(CHANNEL, this, _ -> {});
    }

    /**
     * Tells all nodes to forget a plan's events.
     *
     * @param limit longest wait
     * @return completes when this node has done so, and the shared history; fails when it has not in time
     */
    CompletionStage<Void> clear(String planId, Duration limit) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<Void> done = new CompletableFuture<>();
        sent.put(id, done);
        hub.send(CHANNEL, command(id, planId)).whenComplete((_, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            }
        });
        return done.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, _) -> sent.remove(id));
    }

    private String command(String id, String planId) {
        String data = new JsonText()
                .string("command", "clear_history")
                .string("plan_id", planId)
                .end();
        return new JsonText()
                .string("channel", CHANNEL.name())
                .raw("data", data)
                .string("timestamp", clock.instant().toString())
                .string("source", "gateway")
                .string("message_id", id)
                .end();
    }

    @Override
    public void published(Publication command) {
        Map<String, String> members = members(command);
        boolean clears = RawJson.string(members.get("command"))
                .filter("clear_history"::equals)
                .isPresent();
        String plan = members.getOrDefault("plan_id", "null");
        Optional<String> planId = RawJson.string(plan).filter(id -> !id.isEmpty());
        if (clears && (planId.isPresent() || plan.equals("null"))) {
            clear(command, planId);
        } else {
            LOG.debugf("command passed over channel=%s", CHANNEL);
        }
    }

    private void clear(Publication command, Optional<String> planId) {
        // the id alone may be that of an earlier one, where it was made for a text that is said once more
        String name = command.id() + ' ' + command.timestamp();
        CompletionStage<Void> forgotten = planId.isPresent()
                ? hub.forget(PlanDialect.channel(planId.get()), name)
                : hub.forgetAll(PlanDialect.BEGINNING, name);
        forgotten.whenComplete((_, failure) -> {
            CompletableFuture<Void> waiting =
                    Optional.ofNullable(sent.remove(command.id())).orElseGet(CompletableFuture::new);
            if (failure == null) {
                waiting.complete(null);
            } else {
                LOG.warnf("history may not be forgotten everywhere: %s", failure.getMessage());
                waiting.completeExceptionally(failure);
            }
        });
    }

    private static Map<String, String> members(Publication command) {
        try {
            return RawJson.members(command.payload());
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }

    /** A command may have been missed; whoever sent it is not told of that either. */
    @Override
    public void gap(Channel channel, GapReason reason) {
        LOG.warnf("commands may have been missed channel=%s reason=%s", channel, reason);
    }
}
