package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What all client APIs have in common, and how a dialect makes its own out of that.
 *
 * @param queueSize most frames waiting for one connection
 * @param queueBytes most bytes of memory for what waits for one connection
 * @param idleTimeout silence after which a client is let go
 * @param subscribeTimeout longest wait for the broker's confirmation
 * @param clientsPerStream most connections on one stream, for the APIs that have such a cap
 */
public record ApiDefaults(
        int queueSize, long queueBytes, Duration idleTimeout, Duration subscribeTimeout, int clientsPerStream) {

    /** The API of this name, as configured. */
    public Api api(String name, ApiConfig config) {
        SessionRules rules = new SessionRules(
                queueSize,
                WaitingBytes.outbox(queueBytes),
                config.overflow(),
                SessionRules.Heartbeat.every(config.heartbeatInterval()),
                idleTimeout,
                Optional.empty(),
                subscribeTimeout);
        return new Api(
                name,
                config.anonymous(),
                config.minimumRole(),
                Map.of(),
                config.clientsPerStream(),
                Map.of(Transport.WEBSOCKET, rules, Transport.SSE, rules));
    }
}
