package io.mycostream.gateway.transport;

import io.mycostream.gateway.limit.Places;
import io.mycostream.gateway.limit.Quota;
import io.mycostream.gateway.limit.Subject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Names that one client at a time may have, over all nodes; while Redis is away, on this one. A node that dies has none after the
 * time for which places are leased. Safe for use by many threads.
 */
@Singleton
public class Claims {

    private final Places places;

    /** Takes names where connections take places. */
    public Claims(Places places) {
        this.places = places;
    }

    /**
     * Takes a name.
     *
     * @param name begins with the API's, for example {@code geminivideo/council_score:r1}
     * @return empty when somebody has it; otherwise what gives it back, for use on any thread. Completes soon and without failure
     */
    public CompletionStage<Optional<Runnable>> take(String name) {
        return places.take(new Quota(Subject.stream(name), 1)).thenApply(lease -> lease.map(held -> held::release));
    }
}
