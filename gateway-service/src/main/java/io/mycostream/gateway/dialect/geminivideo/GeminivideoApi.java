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

    /** A PING goes out with each heartbeat: who has answered none of two is gone with the third. */
    private static final int HEARTBEATS_UNTIL_GONE = 3;

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, GeminivideoConfig config) {
        Duration heartbeat = config.heartbeatInterval();
        Api api = defaults.api("geminivideo", config);
        SessionRules socket = api.rules(Transport.WEBSOCKET);
        Duration silence = heartbeat.multipliedBy(HEARTBEATS_UNTIL_GONE);
        SessionRules events = api.rules(Transport.SSE).with(SessionRules.Heartbeat.every(heartbeat.dividedBy(2)));
        return api.with(
                        Transport.WEBSOCKET,
                        socket.withIdleTimeout(
                                silence.compareTo(socket.idleTimeout()) < 0 ? silence : socket.idleTimeout()))
                .with(Transport.SSE, events);
    }
}
