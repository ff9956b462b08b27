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
import java.util.concurrent.TimeUnit;

/** What is kept of a plan, in the words in which its subscribers got it. */
@Singleton
class PlanHistory {

    private final Hub hub;

    PlanHistory(Hub hub) {
        this.hub = hub;
    }

    /**
     * Reads the history.
     *
     * @param limit longest wait for the broker
     * @return completes on some thread with the resource's text; fails when the broker does not answer in time
     */
    CompletionStage<String> read(String planId, Duration limit) {
        // a thousand large events take their time: not on the thread that hands publications over
        return hub.read(PlanDialect.channel(planId))
                .toCompletableFuture()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(kept -> text(planId, kept));
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
