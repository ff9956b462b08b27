package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Turn;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients that are connected to this node, by the id that each gave itself. An id belongs to one connection at a time:
 * the same user may take it over with a new one. Safe for use by many threads.
 */
@Singleton
class ConnectedClients {

    /**
     * One connection.
     *
     * @param user who it belongs to; all connections without a token belong to the same nobody
     * @param prompt reaches it
     */
    record Client(Optional<String> user, Conversation.Prompt prompt) {}

    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    /**
     * Enters a connection, and ends the one of the same user that had the id before.
     *
     * @return false when the id is another user's
     */
    boolean enter(String id, Client client) {
        for (Client present = clients.putIfAbsent(id, client);
                present != null;
                present = clients.putIfAbsent(id, client)) {
            if (!present.user().equals(client.user())) {
                return false;
            }
            if (clients.replace(id, present, client)) {
                present.prompt().take(Turn.end(CloseReason.REPLACED));
                return true;
            }
        }
        return true;
    }

    /** Takes a connection out; nothing happens when the id has been taken over, or never was its own. */
    void leave(String id, Client client) {
        clients.remove(id, client);
    }

    /** The ids, in order. */
    List<String> ids() {
        return clients.keySet().stream().sorted().toList();
    }
}
