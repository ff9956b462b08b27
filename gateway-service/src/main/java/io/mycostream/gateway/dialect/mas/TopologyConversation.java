package io.mycostream.gateway.dialect.mas;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The talk with one client of the topology: it may ask how all agents are; an EventSource, which cannot ask, is told after its
 * greeting.
 *
 * <p>A snapshot is made on the client's event loop, of everything that was heard before, and what is heard after it comes behind
 * it: an agent's status may be in both, and is never missing from both.
 */
final class TopologyConversation extends StreamConversation {

    private final Agents agents;
    private final boolean overSse;
    private @Nullable Prompt prompt;

    TopologyConversation(Agents agents, Client client) {
        super(
                EventDialect.TOPOLOGY,
                Subscription.toAll(EventDialect.TOPOLOGY.channel()),
                "Topology stream connected",
                client);
        this.agents = agents;
        this.overSse = client.overSse();
    }

    @Override
    public Turn open(Prompt saySomething) {
        prompt = saySomething;
        return super.open(saySomething);
    }

    @Override
    List<Message> greet(Instant now, Recovery recovery) {
        Message connected = super.greet(now, recovery).getFirst();
        if (overSse && agents.areKnown()) {
            return List.of(connected, agents.snapshot(now));
        }
        if (overSse) {
            sayWhenKnown();
        }
        return List.of(connected);
    }

    @Override
    Turn answer(String type, JsonNode asked) throws ProtocolException {
        if (!type.equals("request_snapshot")) {
            throw new ProtocolException("this stream knows messages of type \"ping\" and \"request_snapshot\" only");
        }
        return agents.areKnown() ? snapshot() : Turn.NOTHING.then(this::sayWhenKnown);
    }

    private Turn snapshot() {
        return Turn.say((now, _) -> List.of(agents.snapshot(now)));
    }

    /** In the first moments of a gateway's life: what Redis keeps is being read. */
    private void sayWhenKnown() {
        Prompt later = Objects.requireNonNull(prompt);
        agents.whenKnown(() -> later.take(snapshot()));
    }
}
