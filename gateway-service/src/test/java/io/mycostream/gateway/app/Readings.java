package io.mycostream.gateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import jakarta.inject.Singleton;

/** What the gateway's metrics say now. */
@Singleton
class Readings {

    private final MeterRegistry registry;

    Readings(MeterRegistry registry) {
        this.registry = registry;
    }

    double dropped(String reason) {
        return count("stream.publications.dropped", "reason", reason);
    }

    double refused(String reason) {
        return count("stream.connections.refused", "reason", reason);
    }

    double ended(String reason) {
        return count("stream.connections.ended", "reason", reason);
    }

    double open(String transport) {
        return RequiredSearch.in(registry)
                .name("stream.connections")
                .tag("transport", transport)
                .gauge()
                .value();
    }

    /** Places of this kind that are held. */
    double places(String scope) {
        return RequiredSearch.in(registry)
                .name("stream.places")
                .tag("scope", scope)
                .gauge()
                .value();
    }

    double count(String name, String tag, String value) {
        return RequiredSearch.in(registry)
                .name(name)
                .tag(tag, value)
                .functionCounter()
                .count();
    }

    double gauge(String name) {
        return RequiredSearch.in(registry).name(name).gauge().value();
    }
}
