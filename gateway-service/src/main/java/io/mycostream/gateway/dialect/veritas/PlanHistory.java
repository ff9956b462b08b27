package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Translation;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What is kept of a plan, in the words in which its subscribers got it. */
@Singleton
class PlanHistory {

    /**
     * A history on its way to whoever asked for it.
     *
     * @param over to be called once it is there, or will never be: until then it takes memory of this node
     */
    record Answer(String json, Runnable over) {}

    private final Hub hub;

    PlanHistory(Hub hub) {
        this.hub = hub;
    }

    /**
     * Reads the history.
     *
     * @param limit longest wait for the broker
     * @return completes on some thread with the resource's text; fails when the broker does not answer in time, or too much is
     *     on its way to others
     */
    CompletionStage<Answer> read(String planId, Duration limit) {
        // a thousand large events take their time: not on the thread that hands publications over
        return hub.read(PlanDialect.channel(planId))
                .toCompletableFuture()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(kept -> answer(planId, kept));
    }

    private Answer answer(String planId, Recovery kept) {
        long bytes = kept.publications().stream()
                .mapToLong(publication -> publication.payload().length())
                .sum();
        if (!hub.takeRecoveryBytes(bytes)) {
            throw new RejectedExecutionException("too much of histories is on its way already");
        }
        Runnable over = () -> hub.giveBackRecoveryBytes(bytes);
        try {
            return new Answer(text(planId, kept), over);
        } catch (RuntimeException wrong) {
            over.run();
            throw wrong;
        }
    }

    private static String text(String planId, Recovery kept) {
        List<String> events = kept.publications().stream()
                .map(PlanDialect.PLANS::translate)
                .flatMap(Optional::stream)
                .map(Translation::message)
                .flatMap(Optional::stream)
                .map(Message::json)
                .toList();
        return new JsonText()
                .string("plan_id", planId)
                .raw("event_count", Integer.toString(events.size()))
                .raw("events", "[" + String.join(",", events) + "]")
                .end();
    }
}
