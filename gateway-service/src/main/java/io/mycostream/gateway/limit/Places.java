package io.mycostream.gateway.limit;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Port to wherever the places of users and streams are counted over all nodes. Safe for use by many threads. */
public interface Places {

    /**
     * Takes a place.
     *
     * @return empty when the quota is used up; completes soon and without failure, also when those who count are away
     */
    CompletionStage<Optional<Lease>> take(Quota quota);
}
