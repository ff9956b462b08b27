package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.util.List;
import java.util.Optional;

/**
 * A stream of what workers do for this client alone. They are asked once the channel of their answers is in force, and given up
 * when they are silent for too long.
 */
final class WorkConversation implements Conversation {

    private final WorkRequest request;
    private final Workers workers;
    private final StreamConversation stream;
    private final EventClient client;
    private boolean mine;

    WorkConversation(WorkRequest request, Workers workers, StreamConversation stream, EventClient client) {
        this.request = request;
        this.workers = workers;
        this.stream = stream;
        this.client = client;
    }

    @Override
    public Dialect dialect() {
        return stream.dialect();
    }

    @Override
    public Turn open(Prompt prompt) {
        mine = workers.take(request);
        if (!mine) {
            return Turn.say((now, _) -> client.refused(now, "requestId is in use, choose another one"))
                    .ending(CloseReason.COMPLETE);
        }
        return stream.open(prompt)
                .saying((now, _) -> List.of(client.connected(now, Optional.of(request.requestId()))))
                .then(() -> ask(prompt))
                .wakingAfter(workers.patience());
    }

    private void ask(Prompt prompt) {
        workers.ask(request).whenComplete((_, failure) -> {
            if (failure != null) {
                prompt.take(failing("The request could not be handed on, try again later"));
            }
        });
    }

    @Override
    public Turn heard(Translation translation) {
        return stream.heard(translation).wakingAfter(workers.patience());
    }

    @Override
    public Turn woken() {
        workers.gaveUp();
        return failing("No answer in time, try again later");
    }

    private Turn failing(String problem) {
        return Turn.say((now, _) -> List.of(client.error(problem, now.toString())))
                .ending(CloseReason.COMPLETE);
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        return stream.receive(frame);
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return stream.tell(event);
    }

    @Override
    public void ended() {
        if (mine) {
            workers.giveBack(request);
        }
        stream.ended();
    }
}
