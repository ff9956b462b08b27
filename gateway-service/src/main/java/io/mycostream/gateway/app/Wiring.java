package io.mycostream.gateway.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.mycostream.gateway.broker.redis.BrokerCounters;
import io.mycostream.gateway.broker.redis.LatestCounters;
import io.mycostream.gateway.broker.redis.RedisBroker;
import io.mycostream.gateway.broker.redis.RedisConnections;
import io.mycostream.gateway.broker.redis.RedisLatest;
import io.mycostream.gateway.broker.redis.RedisSettings;
import io.mycostream.gateway.broker.redis.Rhythm;
import io.mycostream.gateway.limit.ConnectionLimit;
import io.mycostream.gateway.limit.ConnectionRate;
import io.mycostream.gateway.limit.redis.RedisPlaces;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.gateway.stream.StreamCounters;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import io.mycostream.gateway.transport.Apis;
import io.mycostream.gateway.transport.InboundLimits;
import io.quarkus.arc.All;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Makes the parts that know no container out of the configuration. */
class Wiring {

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    /** The client is asked for because Quarkus makes it then, and puts the settings together for it. */
    @Produces
    @Singleton
    RedisConnections redisConnections(RedisLoop loop, RedisSettings settings, Redis client) {
        return new RedisConnections(loop.vertx(), settings);
    }

    @Produces
    @Singleton
    RedisBroker broker(
            GatewayConfig config, RedisLoop loop, RedisConnections redis, InstantSource clock, MeterRegistry registry) {
        Rhythm rhythm = new Rhythm(
                config.redis().probeInterval(),
                config.redis().connectTimeout(),
                config.redis().reconnectPause());
        Timer lag = Timer.builder("stream.broker.lag")
                .description("from the time an event names as its publication to its receipt from Redis")
                .publishPercentileHistogram()
                .register(registry);
        return new RedisBroker(
                loop.vertx(),
                redis,
                rhythm,
                retentionRules(config),
                new RedisBroker.Bounds(
                        config.limits().maxEventBytes(), config.limits().historyBytes()),
                clock,
                new BrokerCounters(clock, lag::record));
    }

    private static RetentionRules retentionRules(GatewayConfig config) {
        return new RetentionRules(config.history().values().stream()
                .map(rule -> new RetentionRules.Rule(
                        rule.channels(), new Retention(rule.size(), rule.bytes(), rule.age(), rule.always())))
                .toList());
    }

    @Produces
    @Singleton
    StreamCounters counters() {
        return new StreamCounters();
    }

    @Produces
    @Singleton
    Hub hub(
            GatewayConfig config,
            RedisBroker broker,
            StreamCounters counters,
            InstantSource clock,
            MeterRegistry registry) {
        Timer delivery = Timer.builder("stream.delivery")
                .description("from an event's receipt from Redis to the flush of its connections, slowest of a drain")
                .publishPercentileHistogram()
                .register(registry);
        return new Hub(
                broker,
                counters,
                new Hub.Tuning(
                        config.fanOut().linger(),
                        config.fanOut().loopQueueBytes(),
                        config.limits().recoveryBytes()),
                clock,
                System::nanoTime,
                nanos -> delivery.record(nanos, TimeUnit.NANOSECONDS));
    }

    @Produces
    @Singleton
    RedisLatest latest(RedisLoop loop, RedisConnections redis, MeterRegistry registry) {
        LatestCounters counters = new LatestCounters();
        writes("written", counters, LatestCounters::written, registry);
        writes("failed", counters, LatestCounters::failed, registry);
        writes("dropped", counters, LatestCounters::dropped, registry);
        return new RedisLatest(loop.vertx(), redis, counters);
    }

    private static void writes(
            String outcome, LatestCounters counters, ToDoubleFunction<LatestCounters> count, MeterRegistry registry) {
        FunctionCounter.builder("stream.latest", counters, count)
                .tag("outcome", outcome)
                .register(registry);
    }

    @Produces
    @Singleton
    RedisPlaces places(GatewayConfig config, RedisLoop loop, RedisConnections redis) {
        return new RedisPlaces(
                loop.vertx(),
                redis::commands,
                new RedisPlaces.Times(
                        config.limits().lease(),
                        config.limits().answerTimeout(),
                        config.redis().connectTimeout(),
                        config.redis().reconnectPause()));
    }

    @Produces
    @Singleton
    ConnectionLimit connectionLimit(GatewayConfig config, RedisPlaces places) {
        return new ConnectionLimit(
                places, config.limits().connectionsPerUser(), config.limits().connectionsPerNode());
    }

    @Produces
    @Singleton
    ConnectionRate connectionRate(GatewayConfig config) {
        return new ConnectionRate(config.limits().newConnectionsPerSecond(), System::nanoTime);
    }

    @Produces
    @Singleton
    InboundLimits inboundLimits(GatewayConfig config) {
        return new InboundLimits(
                config.limits().maxMessageBytes(), config.limits().inboundFramesPerSecond());
    }

    @Produces
    @Singleton
    ApiDefaults apiDefaults(GatewayConfig config) {
        return new ApiDefaults(
                config.limits().queueSize(),
                config.limits().queueBytes(),
                config.limits().idleTimeout(),
                config.redis().subscribeTimeout(),
                config.limits().clientsPerStream());
    }

    @Produces
    @Singleton
    Apis apis(@All List<Api> apis) {
        return new Apis(apis);
    }
}
