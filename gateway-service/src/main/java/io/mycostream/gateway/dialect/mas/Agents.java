package io.mycostream.gateway.dialect.mas;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.LatestStore;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * How every agent is, with or without clients: what was heard last of each, put down for gateways that start later.
 *
 * <p>A gateway that starts knows the agents of the channel's history at once, and of those that have said nothing for longer
 * what the others have put down.
 */
@Singleton
class Agents implements Broker.Listener {

    /** Field: id of the agent; value: the envelope of its latest status. */
    static final String HASH = "agents:status:latest";

    /** Longest in which clients wait for what the others have put down. */
    private static final long PATIENCE_SECONDS = 2;

    private final Hub hub;
    private final LatestStore store;
    private final MycosoftConfig config;
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private final AtomicBoolean loading = new AtomicBoolean();
    private final LongAdder forgotten = new LongAdder();

    /** Guards itself, and that what is put down is in the order of what is put up. */
    private final AgentBoard board;

    Agents(Hub hub, LatestStore store, MycosoftConfig config, MeterRegistry registry) {
        this.hub = hub;
        this.store = store;
        this.config = config;
        this.board = new AgentBoard(config.agents(), config.agentsBytes());
        Gauge.builder("mycosoft.agents", this, Agents::count)
                .description("agents whose latest status is known")
                .register(registry);
        FunctionCounter.builder("mycosoft.agents.forgotten", forgotten, LongAdder::sum)
                .description("agents forgotten because there are too many, or their statuses too large")
                .register(registry);
    }

    void started(@Observes StartupEvent event) {
        hub.watch(EventDialect.TOPOLOGY.channel(), this, this::joined);
    }

    /** Whether everything is known that can be. */
    boolean areKnown() {
        return known.isDone();
    }

    /** Does something when everything is known that can be, on some thread. */
    void whenKnown(Runnable action) {
        known.thenRun(action);
    }

    /** How they all are now. */
    Message snapshot(Instant now) {
        List<AgentStatus> statuses;
        synchronized (board) {
            statuses = board.statuses();
        }
        return AgentBoard.snapshot(statuses, now);
    }

    private int count() {
        synchronized (board) {
            return board.size();
        }
    }

    /** No client is let into the channel before this. */
    private void joined(Recovery history) {
        synchronized (board) {
            history.publications()
                    .forEach(publication -> AgentStatus.of(publication).ifPresent(status -> forget(board.put(status))));
        }
        load();
        known.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void published(Publication publication) {
        AgentStatus.of(publication).ifPresent(status -> {
            synchronized (board) {
                putDown(status);
                forget(board.put(status));
            }
        });
    }

    /** Another gateway may have heard what this one has missed. */
    @Override
    public void gap(Channel channel, GapReason reason) {
        load();
    }

    private void load() {
        // one that is under way as long as Redis is away tells what is kept then
        if (loading.compareAndSet(false, true)) {
            store.load(HASH, 2 * config.agents(), 2 * config.agentsBytes()).thenAccept(kept -> {
                loading.set(false);
                loaded(kept);
            });
        }
    }

    private void loaded(Map<String, String> envelopes) {
        List<AgentStatus> kept = envelopes.entrySet().stream()
                .flatMap(entry -> AgentStatus.kept(entry.getKey(), entry.getValue()).stream())
                .toList();
        synchronized (board) {
            forget(board.merge(kept));
            board.statuses().stream()
                    .filter(status -> !status.envelope().equals(envelopes.get(status.agentId())))
                    .forEach(this::putDown);
        }
        known.complete(null);
    }

    private void putDown(AgentStatus status) {
        store.put(HASH, status.agentId(), status::envelope);
    }

    private void forget(List<String> agentIds) {
        forgotten.add(agentIds.size());
        agentIds.forEach(agentId -> store.remove(HASH, agentId));
    }
}
