package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.util.List;
import java.util.Optional;

/** A client that is greeted, hears one channel, and may ask whether anybody is there. */
final class EchoConversation implements Conversation {

    private final String name;

    EchoConversation(String name) {
        this.name = name;
    }

    @Override
    public Dialect dialect() {
        return EchoDialect.ECHO;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.entering(Subscription.toAll(EchoDialect.channel(name)))
                .saying((_, _) -> List.of(message("hello", name)));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        if (ClientFrame.type(ClientFrame.read(frame)).equals("ping")) {
            return Turn.say((_, _) -> List.of(message("pong", name)));
        }
        throw new ProtocolException("an echo knows messages of type \"ping\" only");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return event instanceof ServerEvent.Misunderstood misunderstood
                ? Optional.of(message("error", misunderstood.problem()))
                : Optional.empty();
    }

    private static Message message(String type, String text) {
        return new Message(new JsonText().string(type, text).end(), type, null);
    }
}
