package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The API as the gateway knows it. All its clients are on one stream, which has the cap on clients. */
class VeritasApi {

    static final String NAME = "veritas";

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, VeritasConfig config) {
        return defaults.api(NAME, config).withClientsPerStream(defaults.clientsPerStream());
    }
}
