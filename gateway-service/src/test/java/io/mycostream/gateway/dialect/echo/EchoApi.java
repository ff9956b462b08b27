package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.transport.Api;
import io.mycostream.gateway.transport.ApiDefaults;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The API as the gateway knows it. */
class EchoApi {

    @Produces
    @Singleton
    Api api(ApiDefaults defaults, EchoConfig config) {
        return defaults.api("echo", config);
    }
}
