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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A stream of what workers do for this client alone: it begins when the channel of their answers is this client's. They are asked
 * once that is in force, and given up when they are silent for too long.
 */
final class WorkConversation implements Conversation {

    private final WorkRequest request;
    private final Workers workers;
    private final StreamConversation stream;
    private final EventClient client;
    private boolean asked;
    private CompletionStage<Optional<Runnable>> claim = CompletableFuture.completedStage(Optional.empty());

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
        Turn opening = stream.open(prompt)
                .saying((now, _) -> List.of(client.connected(now, Optional.of(request.requestId()))))
                .then(() -> ask(prompt))
                .wakingAfter(workers.patience());
        claim = workers.claim(request);
        claim.thenAccept(mine -> prompt.take(mine.isPresent() ? opening : refusal()));
        return Turn.NOTHING;
    }

    private Turn refusal() {
        return Turn.say((now, _) -> client.refused(now, "requestId is in use, choose another one"))
                .ending(CloseReason.COMPLETE);
    }

    private void giveBack(Consumer<Runnable> when) {
        claim.thenAccept(mine -> mine.ifPresent(when));
        claim = CompletableFuture.completedStage(Optional.empty());
    }

    private void ask(Prompt prompt) {
        asked = true;
        workers.ask(request).whenComplete((_, failure) -> {
            if (failure != null) {
                prompt.take(failing("The request could not be handed on, try again later"));
            }
        });
    }

    @Override
    public Turn heard(Translation translation) {
        Turn turn = stream.heard(translation);
        if (turn.end().isPresent()) {
            // before the client hears of the end, and may ask again under the same id
            giveBack(Runnable::run);
        }
        return turn.wakingAfter(workers.patience());
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
        // it may have been granted when the client was gone already
        giveBack(asked ? mine -> workers.giveBackLater(request, mine) : Runnable::run);
        stream.ended();
    }
}
