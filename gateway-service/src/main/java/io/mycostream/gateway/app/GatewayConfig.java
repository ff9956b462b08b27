package io.mycostream.gateway.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * Settings of the gateway, under {@code gateway.*}; those of its APIs stand with their dialects. Every default is safe for one
 * node on a laptop.
 */
@ConfigMapping(prefix = "gateway")
public interface GatewayConfig {

    @Valid
    Limits limits();

    @Valid
    Redis redis();

    /** What channels keep for those who return, by a name of the rule that means nothing. */
    Map<String, @Valid History> history();

    @Valid
    Drain drain();

    @Valid
    FanOut fanOut();

    /** What one user, one connection and one message may take. */
    interface Limits {

        /** Most connections one user may hold over all gateways, WebSocket and SSE of all APIs together. */
        @WithDefault("10")
        @Min(1)
        int connectionsPerUser();

        /** Most connections of this gateway. */
        @WithDefault("20000")
        @Min(1)
        int connectionsPerNode();

        /** New connections that this gateway looks at in a second, those included that are refused afterwards. */
        @WithDefault("5000")
        @Min(1)
        int newConnectionsPerSecond();

        /** How long the places of a gateway that died stay taken; the same for all gateways on one Redis. */
        @WithDefault("12s")
        @DurationMin(seconds = 1)
        Duration lease();

        /** Longest wait for Redis' word on a place; then this gateway counts alone. */
        @WithDefault("500ms")
        @DurationMin(millis = 50)
        Duration answerTimeout();

        /** Silence of a WebSocket client, or time in which a client takes nothing that waits, after which it is let go. */
        @WithDefault("5m")
        @DurationMin(seconds = 1)
        Duration idleTimeout();

        /** Largest message a WebSocket client may send, in bytes, fragments added up. */
        @WithDefault("65536")
        @Min(125)
        @Max(16_777_216)
        int maxMessageBytes();

        /** Largest message taken from Redis, in bytes; larger ones are dropped and counted. */
        @WithDefault("1048576")
        @Min(1024)
        @Max(67_108_864)
        int maxEventBytes();

        /** Events waiting for one connection. */
        @WithDefault("500")
        @Min(1)
        int queueSize();

        /** Bytes of memory for what waits for one connection, all that is around it included. */
        @WithDefault("1048576")
        @Min(1024)
        long queueBytes();

        /** Bytes of what returning clients missed and have not taken yet, all of them together. */
        @WithDefault("33554432")
        @Min(1024)
        long recoveryBytes();

        /** Bytes of the events kept for channels to which nobody listens here, all of them together. */
        @WithDefault("33554432")
        @Min(1024)
        long historyBytes();

        /** Most clients of one stream over all gateways, for the APIs that have such a cap. */
        @WithDefault("1000")
        @Min(1)
        int clientsPerStream();

        /** Frames of any kind that a WebSocket client may send within a second; one more ends its connection. */
        @WithDefault("100")
        @Min(1)
        int inboundFramesPerSecond();
    }

    /** How the gateway stays connected; where Redis is, {@code quarkus.redis.hosts} says. */
    interface Redis {

        /** Pause between two probes of the subscription; two without an answer make it anew and turn readiness red. */
        @WithDefault("1s")
        @DurationMin(millis = 50)
        Duration probeInterval();

        /** Longest wait for a connection. */
        @WithDefault("2s")
        @DurationMin(millis = 50)
        Duration connectTimeout();

        /** Longest pause between two attempts to connect, before jitter. */
        @WithDefault("1s")
        @DurationMin(millis = 50)
        Duration reconnectPause();

        /** Longest a client waits for Redis to confirm its stream; then it is asked to come back later. */
        @WithDefault("10s")
        @DurationMin(millis = 100)
        Duration subscribeTimeout();
    }

    /** A rule for the channels that a pattern names; an exact name counts before a beginning, a longer before a shorter. */
    interface History {

        /** A channel's name, or the beginning of names and a {@code *}. */
        @NotBlank
        String channels();

        /** Most events, the newest. */
        @WithDefault("1000")
        @Min(0)
        int size();

        /** Most bytes of them in this node's memory. */
        @WithDefault("16777216")
        @Min(0)
        long bytes();

        /** How long they are kept after the channel's latest event. */
        @WithDefault("10m")
        @DurationMin(seconds = 1)
        Duration age();

        /** Keeps them from the start on, with or without clients. */
        @WithDefault("false")
        boolean always();
    }

    /** How the gateway lets its clients go when it stops. */
    interface Drain {

        /** Time over which they are spread, so that other gateways do not get them all at once. */
        @WithDefault("5s")
        @DurationMin(millis = 0)
        Duration period();
    }

    /** How the fan-out trades delay for work. */
    interface FanOut {

        /** Longest an event waits so that others can share its system call, under load; without load it does not wait. */
        @WithDefault("2ms")
        Duration linger();

        /** Bytes of events waiting for one event loop; more are dropped and counted. */
        @WithDefault("67108864")
        @Min(1_048_576)
        long loopQueueBytes();
    }
}
