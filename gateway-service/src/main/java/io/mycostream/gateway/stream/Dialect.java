package io.mycostream.gateway.stream;

import java.util.Optional;

/**
 * One family of clients' way to speak with us: words in, words out, and nothing else.
 *
 * <p>Implementations hold no state and are called from any event loop, so they must not wait for anything.
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

    /**
     * Reads one frame of a client.
     *
     * @param frame text as the client sent it: hostile, of any form, within the size limit
     * @throws ProtocolException when it is no command of this dialect; its message is shown to the client
     */
    ClientCommand decode(String frame) throws ProtocolException;

    /**
     * Puts what happened to one session into words.
     *
     * @param subscription what the session listens to
     * @param transport what carries the session
     * @return empty when this dialect has no word for it on that transport
     */
    Optional<Message> encode(ServerEvent event, Subscription subscription, Transport transport);
}
