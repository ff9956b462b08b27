package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The API as the gateway knows it: observers may hear it, the logs are for administrators. */
class CirisApi {

    static final String MESSAGES = "ciris/messages";
    static final String TELEMETRY = "ciris/telemetry";
    static final String REASONING = "ciris/reasoning";
    static final String LOGS = "ciris/logs";
    static final String ALL = "ciris/all";

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, CirisConfig config) {
        return defaults.api("ciris", config).wanting(Role.OBSERVER).wanting(LOGS, Role.ADMIN);
    }
}
