package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The API as the gateway knows it. */
class GeminivideoApi {

    /** A PING goes out with each heartbeat: who answers neither that nor the next is gone before the third. */
    private static final int HEARTBEATS_FOR_A_PONG = 2;

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, GeminivideoConfig config) {
        Duration heartbeat = config.heartbeatInterval();
        Api api = defaults.api("geminivideo", config);
        SessionRules events = api.rules(Transport.SSE).with(SessionRules.Heartbeat.every(heartbeat.dividedBy(2)));
        SessionRules sockets =
                api.rules(Transport.WEBSOCKET).withPongTimeout(heartbeat.multipliedBy(HEARTBEATS_FOR_A_PONG));
        return api.with(Transport.WEBSOCKET, sockets).with(Transport.SSE, events);
    }
}
