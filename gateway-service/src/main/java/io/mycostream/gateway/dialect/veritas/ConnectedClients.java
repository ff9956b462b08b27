package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Turn;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The clients that are connected to this node, by the id that each gave itself. An id belongs to one connection at a time:
 * the same user may take it over with a new one, another user may not have it.
 *
 * <p>Between nodes the order of their announcements counts, which is the same on all of them: a connection has claimed its id
 * when its own announcement comes back, and who is announced after that comes later. Safe for use by many threads.
 */
@Singleton
class ConnectedClients {

    /** One connection. */
    static final class Client {

        private final Optional<String> user;
        private final Conversation.Prompt prompt;
        private final String connection = UUID.randomUUID().toString();
        private volatile boolean claimed;

        /**
         * Describes one.
         *
         * @param user who it belongs to; all connections without a token belong to the same nobody
         * @param prompt reaches it
         */
        Client(Optional<String> user, Conversation.Prompt prompt) {
            this.user = user;
            this.prompt = prompt;
        }

        Optional<String> user() {
            return user;
        }

        /** What it is called between nodes; no two have the same. */
        String connection() {
            return connection;
        }
    }

    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private volatile BiConsumer<String, Client> announcement = (_, _) -> {};

    /** Says how to tell the other nodes of a client from now on. */
    void announcing(BiConsumer<String, Client> how) {
        announcement = how;
    }

    /**
     * Enters a connection, and ends the one of the same user that had the id before.
     *
     * @return false when the id is another user's
     */
    boolean enter(String id, Client client) {
        for (Client present = clients.putIfAbsent(id, client);
                present != null;
                present = clients.putIfAbsent(id, client)) {
            if (!present.user.equals(client.user)) {
                return false;
            }
            if (clients.replace(id, present, client)) {
                present.prompt.take(Turn.end(CloseReason.REPLACED));
                break;
            }
        }
        announcement.accept(id, client);
        return true;
    }

    /** Takes a connection out; nothing happens when the id has been taken over, or never was its own. */
    void leave(String id, Client client) {
        clients.remove(id, client);
    }

    /**
     * Hears of a connection that was entered somewhere, here too; in the same order on every node.
     *
     * @return false when it has to be refused, because the id is another user's here
     */
    boolean announced(String id, Optional<String> user, String connection) {
        Client present = clients.get(id);
        if (present == null) {
            return true;
        }
        if (present.connection.equals(connection)) {
            present.claimed = true;
        } else if (present.claimed && !present.user.equals(user)) {
            return false;
        } else if (present.claimed) {
            present.prompt.take(Turn.end(CloseReason.REPLACED));
        }
        return true;
    }

    /** Hears that a connection has been refused by the node where its id is another user's. */
    void refused(String id, String connection) {
        Client present = clients.get(id);
        if (present != null && present.connection.equals(connection)) {
            present.prompt.take(Turn.end(CloseReason.CLIENT_ID_TAKEN));
        }
    }

    /** The ids, in order. */
    List<String> ids() {
        return clients.keySet().stream().sorted().toList();
    }
}
