package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Publication;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells the nodes of each other's clients, so that an id belongs to one connection wherever that is. While Redis is away each node
 * knows its own clients only.
 */
@Singleton
class ClientAnnouncements implements Broker.Listener {

    private static final String CONNECTED = "client_connected";
    private static final String REFUSED = "client_refused";

    private final Hub hub;
    private final ConnectedClients clients;
    private final InstantSource clock;

    ClientAnnouncements(Hub hub, ConnectedClients clients, InstantSource clock) {
        this.hub = hub;
        this.clients = clients;
        this.clock = clock;
    }

    void started(@Observes StartupEvent event) {
        hub.watch(ControlChannel.CHANNEL, this, _ -> {});
        clients.announcing((id, client) -> send(command(CONNECTED, id, client.connection())
                .string("user", client.user().orElse(null))));
    }

    private static JsonText command(String name, String clientId, String connection) {
        return new JsonText()
                .string("command", name)
                .string("client_id", clientId)
                .string("connection", connection);
    }

    /** Without heed of the answer: without Redis there is nobody to tell. */
    private void send(JsonText command) {
        hub.send(
                ControlChannel.CHANNEL, ControlChannel.message(UUID.randomUUID().toString(), command, clock.instant()));
    }

    @Override
    public void published(Publication publication) {
        Map<String, String> members = ControlChannel.members(publication);
        Optional<String> id = ControlChannel.text(members, "client_id");
        Optional<String> connection = ControlChannel.text(members, "connection");
        if (id.isPresent() && connection.isPresent()) {
            switch (ControlChannel.text(members, "command").orElse("")) {
                case CONNECTED -> connected(id.get(), ControlChannel.text(members, "user"), connection.get());
                case REFUSED -> clients.refused(id.get(), connection.get());
                default -> {
                    // somebody else's
                }
            }
        }
    }

    private void connected(String id, Optional<String> user, String connection) {
        if (!clients.announced(id, user, connection)) {
            send(command(REFUSED, id, connection));
        }
    }

    /** Two connections may have one id until one of them ends. */
    @Override
    public void gap(Channel channel, GapReason reason) {}
}
