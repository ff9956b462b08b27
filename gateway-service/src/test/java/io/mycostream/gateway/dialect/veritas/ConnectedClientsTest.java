package io.mycostream.gateway.dialect.veritas;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.dialect.veritas.ConnectedClients.Client;
import io.mycostream.gateway.stream.CloseReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** VER-7: one id, one connection, on one node and on several. */
class ConnectedClientsTest {

    private record Announcement(String id, Client client) {}

    private final ConnectedClients here = new ConnectedClients();
    private final ConnectedClients there = new ConnectedClients();
    private final List<String> ends = new ArrayList<>();

    /** What was announced and not heard yet, in the one order in which Redis hands it over. */
    private final Queue<Announcement> underWay = new ArrayDeque<>();

    ConnectedClientsTest() {
        here.announcing((id, client) -> underWay.add(new Announcement(id, client)));
        there.announcing((id, client) -> underWay.add(new Announcement(id, client)));
    }

    private Client client(String name, String user) {
        return new Client(
                Optional.of(user),
                turn -> ends.add(
                        name + " " + turn.end().map(CloseReason::toString).orElse("-")));
    }

    private void hear() {
        for (Announcement next = underWay.poll(); next != null; next = underWay.poll()) {
            Client client = next.client();
            for (ConnectedClients node : List.of(here, there)) {
                if (!node.announced(next.id(), client.user(), client.connection())) {
                    here.refused(next.id(), client.connection());
                    there.refused(next.id(), client.connection());
                }
            }
        }
    }

    @Test
    void sameUserTakesAnIdOverFromAnotherNode() {
        here.enter("c", client("first", "u"));
        hear();
        there.enter("c", client("second", "u"));
        hear();

        assertThat(ends).containsExactly("first REPLACED");
    }

    @Test
    void anotherUserIsSentAwayFromAnotherNode() {
        here.enter("c", client("first", "u"));
        hear();
        there.enter("c", client("second", "v"));
        hear();

        assertThat(ends).containsExactly("second CLIENT_ID_TAKEN");
    }

    /** Who is announced first came first, whichever node hears of it when. */
    @Test
    void ofTwoAtTheSameMomentOneStays() {
        here.enter("c", client("first", "u"));
        there.enter("c", client("second", "u"));
        here.enter("d", client("third", "u"));
        there.enter("d", client("fourth", "v"));
        hear();

        assertThat(ends).containsExactly("first REPLACED", "fourth CLIENT_ID_TAKEN");
    }

    @Test
    void onlyWhoIsEnteredIsAnnounced() {
        here.enter("c", client("first", "u"));
        assertThat(here.enter("c", client("second", "v"))).isFalse();

        assertThat(underWay).hasSize(1);
        hear();
        assertThat(ends).isEmpty();
        assertThat(here.ids()).containsExactly("c");
        assertThat(there.ids()).isEmpty();
    }

    @Test
    void whoHasLeftHasNoClaim() {
        Client first = client("first", "u");
        here.enter("c", first);
        hear();
        here.leave("c", first);
        there.enter("c", client("second", "v"));
        hear();

        assertThat(ends).isEmpty();
        assertThat(there.ids()).containsExactly("c");
    }
}
