package io.mycostream.gateway.dialect.geminivideo;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clients of server-sent events that are connected to this node. Safe for use by many threads. */
@Singleton
class EventClients {

    private final Set<EventClient> connected = ConcurrentHashMap.newKeySet();

    void came(EventClient client) {
        connected.add(client);
    }

    void left(EventClient client) {
        connected.remove(client);
    }

    /** All of them, who came first at the beginning. */
    List<EventClient> connected() {
        return connected.stream()
                .sorted(Comparator.comparing(EventClient::connectedAt).thenComparing(EventClient::id))
                .toList();
    }
}
