package io.mycostream.gateway.stream;

import java.util.Optional;

/**
 * How one family of clients is told of publications: read once for all of them, put into words once.
 *
 * <p>What one client says, and what it alone is told, is its {@link Conversation}. Implementations hold no state of any client
 * and are called from any thread, so they must not wait for anything.
 */
public interface Dialect {

    /** Short name for metrics and logs, for example {@code mycosoft}. */
    String name();

    /**
     * Reads a publication for this dialect's clients.
     *
     * @return empty when the publication says nothing to them, for example because it lacks what it should be about; such
     *     a publication is dropped for this dialect and counted
     */
    Optional<Translation> translate(Publication publication);
}
