package io.mycostream.gateway.transport;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The client APIs of this gateway, by name. */
public final class Apis {

    private final Map<String, Api> byName;

    public Apis(List<Api> apis) {
        this.byName = apis.stream().collect(Collectors.toMap(Api::name, Function.identity()));
    }

    /**
     * Finds an API.
     *
     * @throws IllegalArgumentException if there is none of this name, which is a mistake in an endpoint
     */
    public Api named(String name) {
        Api api = byName.get(name);
        if (api == null) {
            throw new IllegalArgumentException("no API is called " + name + ", there are " + byName.keySet());
        }
        return api;
    }

    /** All of them. */
    public Collection<Api> all() {
        return byName.values();
    }

    /** The API that an endpoint belongs to: its id is {@code <api>/<stream>}, the same for WebSocket and SSE. */
    Api ofEndpoint(String endpointId) {
        return named(endpointId.substring(0, endpointId.indexOf('/')));
    }
}
