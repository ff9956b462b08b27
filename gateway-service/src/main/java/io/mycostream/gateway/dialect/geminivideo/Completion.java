package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.dialect.JsonText;
import java.util.Optional;

/** When what a stream is about is complete, and what is to be said of it then. It sees the events of one client, in order. */
interface Completion {

    /** Only when the publisher says so. */
    Completion WHEN_TOLD = _ -> Optional.empty();

    /** With the event that says so of itself; there is nothing to add. */
    Completion WITH_LAST_CHUNK = event -> event.isTrue("isComplete") ? Optional.of("null") : Optional.empty();

    /**
     * Notes an event that the client was told.
     *
     * @return the JSON of what is said at the end; empty while it is not complete
     */
    Optional<String> after(Event event);

    /** With the last stage of a rendering. */
    static Completion ofRendering(String jobId) {
        return event -> event.says("stage", "complete")
                ? Optional.of(new JsonText()
                        .string("jobId", jobId)
                        .string("status", "completed")
                        .end())
                : Optional.empty();
    }
}
