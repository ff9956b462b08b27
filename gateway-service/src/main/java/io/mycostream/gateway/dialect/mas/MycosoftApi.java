package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The API as the gateway knows it. */
class MycosoftApi {

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, MycosoftConfig config) {
        return defaults.api("mycosoft", config);
    }
}
