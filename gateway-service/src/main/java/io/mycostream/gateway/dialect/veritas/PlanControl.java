package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Publication;
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

    private static final String CLEAR = "clear_history";

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
        hub.watch(ControlChannel.CHANNEL, this, _ -> {});
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
        hub.send(ControlChannel.CHANNEL, command(id, planId)).whenComplete((_, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            }
        });
        return done.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, _) -> sent.remove(id));
    }

    private String command(String id, String planId) {
        JsonText command = new JsonText().string("command", CLEAR).string("plan_id", planId);
        return ControlChannel.message(id, command, clock.instant());
    }

    @Override
    public void published(Publication command) {
        Map<String, String> members = ControlChannel.members(command);
        String plan = members.getOrDefault("plan_id", "null");
        Optional<String> planId = ControlChannel.text(members, "plan_id").filter(id -> !id.isEmpty());
        boolean clears =
                ControlChannel.text(members, "command").filter(CLEAR::equals).isPresent();
        if (clears && (planId.isPresent() || plan.equals("null"))) {
            clear(command, planId);
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

    /** A command may have been missed; whoever sent it is not told of that either. */
    @Override
    public void gap(Channel channel, GapReason reason) {
        LOG.warnf("commands may have been missed channel=%s reason=%s", channel, reason);
    }
}
