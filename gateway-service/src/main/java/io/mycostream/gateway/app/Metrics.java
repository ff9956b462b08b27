package io.mycostream.gateway.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.mycostream.gateway.broker.redis.BrokerCounters;
import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.limit.ConnectionLimit;
import io.mycostream.gateway.limit.Scope;
import io.mycostream.gateway.limit.redis.RedisPlaces;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.StreamCounters;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Admission;
import io.mycostream.gateway.transport.FramePool;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows what the parts have counted. Tags have few values: never a channel, a user or a device. */
@Startup
@Singleton
class Metrics {

    private final MeterRegistry registry;

    Metrics(
            MeterRegistry registry,
            StreamCounters counters,
            Hub hub,
            RedisBroker broker,
            Admission admission,
            ConnectionLimit limit,
            RedisPlaces places) {
        this.registry = registry;
        for (Transport transport : Transport.values()) {
            Gauge.builder("stream.connections", counters, all -> all.open(transport))
                    .description("open connections")
                    .tag("transport", lower(transport))
                    .register(registry);
            counter(
                    "stream.publications.delivered",
                    "transport",
                    lower(transport),
                    counters,
                    all -> all.delivered(transport));
        }
        for (CloseReason reason : CloseReason.values()) {
            counter("stream.connections.ended", "reason", lower(reason), counters, all -> all.ended(reason));
            counter("stream.connections.refused", "reason", lower(reason), admission, all -> all.refused(reason));
        }
        counter("stream.publications.received", "broker", "redis", counters, StreamCounters::received);
        counter("stream.publications.dropped", "reason", "untranslatable", counters, StreamCounters::untranslatable);
        counter("stream.publications.dropped", "reason", "outbox_full", counters, StreamCounters::overflowed);
        counter("stream.publications.dropped", "reason", "loop_overloaded", counters, StreamCounters::loopOverloaded);
        counter("stream.publications.dropped", "reason", "malformed", broker.counters(), BrokerCounters::malformed);
        counter("stream.publications.dropped", "reason", "oversize", broker.counters(), BrokerCounters::oversize);
        counter("stream.publications.dropped", "reason", "failed", broker.counters(), BrokerCounters::failed);
        counter("stream.slow_consumers", "policy", "any", counters, StreamCounters::slowConsumers);
        counter("stream.client_frames", "outcome", "misunderstood", counters, StreamCounters::misunderstood);
        counter("stream.publications.dropped", "reason", "dialect_failed", counters, StreamCounters::failed);
        for (Recovery.Verdict verdict : Recovery.Verdict.values()) {
            counter("stream.recoveries", "outcome", lower(verdict), counters, all -> all.recoveries(verdict));
        }
        for (GapReason reason : GapReason.values()) {
            counter("stream.gaps", "reason", lower(reason), counters, all -> all.gaps(reason));
            counter("stream.broker.gaps", "reason", lower(reason), broker.counters(), all -> all.gaps(reason));
        }
        counter("stream.publications.recovered", "broker", "redis", counters, StreamCounters::recovered);
        counter("stream.broker.filled", "broker", "redis", broker.counters(), BrokerCounters::filled);
        counter("stream.broker.history", "outcome", "unreadable", broker.counters(), BrokerCounters::unreadable);
        counter("stream.broker.history", "outcome", "entered", broker.counters(), BrokerCounters::entered);
        counter("stream.broker.history", "outcome", "forgotten", broker.counters(), BrokerCounters::forgotten);
        counter("stream.broker.history", "outcome", "not_entered", broker.counters(), BrokerCounters::unentered);
        counter(
                "stream.broker.resubscriptions",
                "broker",
                "redis",
                broker,
                all -> all.delivery().resubscriptions());
        counter(
                "stream.broker.interruptions",
                "broker",
                "redis",
                broker,
                all -> all.delivery().interruptions());
        Gauge.builder("stream.broker.delivering", broker, all -> all.delivery().proven() ? 1 : 0)
                .description("1 while a probe through Redis comes back")
                .register(registry);
        Gauge.builder("stream.recovery.bytes", hub, Hub::recoveryBytes)
                .description("what returning clients missed and have not taken yet")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("stream.outbox.bytes", counters, StreamCounters::outboxBytes)
                .description("memory that events take which wait for clients")
                .baseUnit("bytes")
                .register(registry);
        framePool("used", FramePool::used);
        framePool("reserved", FramePool::reserved);
        Gauge.builder("stream.broker.channels", broker, all -> all.delivery().subscriptions())
                .description("channels subscribed, the probe's included")
                .register(registry);
        TimeGauge.builder(
                        "stream.broker.probe",
                        broker,
                        TimeUnit.NANOSECONDS,
                        all -> all.delivery().roundTrip().toNanos())
                .description("round trip of the last probe through Redis")
                .register(registry);
        for (Scope scope : Scope.values()) {
            Gauge.builder("stream.places", () -> scope == Scope.NODE ? limit.onNode() : places.places(scope))
                    .description("places that connections of this node hold")
                    .tag("scope", lower(scope))
                    .register(registry);
            counter("stream.places.refused", "scope", lower(scope), limit, all -> all.refused(scope));
        }
        counter("stream.places.renewals", "outcome", "failed", places, RedisPlaces::failedRenewals);
        Gauge.builder("stream.limits.shared", places, all -> all.shared() ? 1 : 0)
                .description("1 while places are counted over all nodes, 0 while this node counts some or all alone")
                .register(registry);
        Gauge.builder("stream.users", places, all -> all.subjects(Scope.USER))
                .description("users who hold a connection")
                .register(registry);
    }

    private void framePool(String state, Supplier<Number> bytes) {
        Gauge.builder("stream.frames.bytes", bytes)
                .description("memory outside the heap for encoded events, waiting or on their way")
                .tag("state", state)
                .baseUnit("bytes")
                .register(registry);
    }

    private <T> void counter(String name, String tag, String value, T source, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, source, count).tag(tag, value).register(registry);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
