package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Turn;
import java.util.Optional;

/** For somebody whose address asks for what cannot be: the client is told why, and nobody else is. */
final class RefusedConversation implements Conversation {

    private final String problem;
    private final EventClient client;

    RefusedConversation(String problem, EventClient client) {
        this.problem = problem;
        this.client = client;
    }

    @Override
    public Dialect dialect() {
        return FlatDialect.EVENTS;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.say((now, _) -> client.refused(now, problem)).ending(CloseReason.COMPLETE);
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        throw new ProtocolException("nothing can be said here");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return Optional.empty();
    }
}
