package io.mycostream.gateway.autobahn;

import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.util.List;
import java.util.Optional;

/** Answers everything with itself, and has nothing to say of its own. */
final class EchoConversation implements Conversation {

    private enum Echo implements Dialect {
        ECHO;

        @Override
        public Optional<Translation> translate(Publication publication) {
            return Optional.empty();
        }
    }

    @Override
    public Dialect dialect() {
        return Echo.ECHO;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.NOTHING;
    }

    @Override
    public Turn receive(String frame) {
        return Turn.say((_, _) -> List.of(new Message(frame, null, null)));
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return Optional.empty();
    }
}
